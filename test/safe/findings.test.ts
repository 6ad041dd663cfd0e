import assert from 'node:assert/strict';
import { isExpected, simulate } from '../sim/simulate.js';
import { safeFaultyFiles } from './corpus.js';

describe("the safe run's faulty kernels, on the simulator", function () {
  this.timeout(60_000);
  for (const file of safeFaultyFiles()) {
    it(`${file.name} has its fault, and no other`, async () => {
      const found = await simulate(file);
      const said = found.map(({ kind, at, buffer, space, message }) => ({
        kind,
        line: at.line,
        buffer,
        space,
        message,
      }));
      assert.ok(found.length > 0, 'nothing was found');
      const others = said.filter((_, i) => !file.expected.some((expected) => isExpected(found[i]!, expected)));
      assert.deepEqual(others, []);
    });
  }
});
