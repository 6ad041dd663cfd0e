import assert from 'node:assert/strict';
import { messageOf } from '../../lib/errors.js';
import type { SimulatedFinding } from '../../lib/native/types.js';
import { faultyFiles, rightFiles } from './corpus.js';
import { isExpected, simulate } from './simulate.js';

function describeFinding({ kind, at, other, space, buffer, offset, instruction, message }: SimulatedFinding): string {
  const place = `line ${at.line}, block (${at.block.join()}), thread (${at.thread.join()})`;
  const against = other ? `, against line ${other.line}, thread (${other.thread.join()})` : '';
  return `${kind} ${instruction} at ${place} of ${buffer || space}[${offset}]${against}. ${message}`;
}

describe("the simulator's findings", function () {
  this.timeout(60_000);

  describe('stand at the faulty line of', () => {
    for (const file of faultyFiles()) {
      it(file.name, async () => {
        const found = await simulate(file);
        const list = found.map(describeFinding).join('\n');
        for (const expected of file.expected) {
          const what = `${expected.kind} ${expected.where ?? ''} at line ${expected.lines.join(' or ')}`;
          assert.ok(
            found.some((finding) => isExpected(finding, expected)),
            `Expected ${what} but found ${list || 'nothing'}`,
          );
        }
        const more = found.filter((finding) => !file.expected.some((expected) => isExpected(finding, expected)));
        assert.deepEqual(more.map(describeFinding), [], 'Expected no other finding');
      });
    }
  });

  describe('are none for', () => {
    for (const file of rightFiles()) {
      it(file.name, async () => {
        assert.deepEqual((await simulate(file)).map(describeFinding), []);
      });
    }
  });

  it('name both lines of a race', async () => {
    const races = faultyFiles().filter(({ expected }) => expected[0]?.kind === 'race');
    const oneSided: string[] = [];
    for (const file of races) {
      for (const { kind, other } of await simulate(file).catch((error: unknown) => assert.fail(messageOf(error)))) {
        if (kind === 'race' && !other?.line) oneSided.push(file.name);
      }
    }
    assert.deepEqual(oneSided, []);
  });
});
