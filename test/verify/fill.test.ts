import assert from 'node:assert/strict';
import { type Dtype, dtypeNames, dtypes } from '../../lib/format/dtype.js';
import { addon } from '../../lib/native/load_addon.js';
import { type Draw, oneOfValues } from '../../lib/problem/families/draw.js';
import { specialValues } from '../../lib/problem/families/special.js';
import { generatePlan } from '../../lib/problem/fill_plan.js';
import { Allocations } from '../../lib/verify/allocations.js';
import { Engine } from '../../lib/verify/engine.js';
import { fillLaunch } from '../../lib/verify/fill.js';
import { Simulator } from '../../lib/verify/simulator.js';
import { arrayOf, bytesOf, specOf } from '../gpu/elements.js';

function drawsOf(dtype: Dtype): Draw[] {
  if (dtypes[dtype].kind !== 'real') return [{ integers: [0, 1] }, { bernoulli: 0.3 }, oneOfValues([0, 1, 1])];
  const values = specialValues(dtype, ['zeros', 'subnormals', 'infinities', 'nans']);
  return [
    { normal: [0.5, 2] },
    { uniform: [-3, 5] },
    { integers: [-3, 3] },
    { constant: 1.5 },
    oneOfValues([0, 1, -0, 0.1]),
    { mixture: { values, share: 512, normal: [0, 1] } },
  ];
}

describe('input generator on the simulator', () => {
  for (const dtype of dtypeNames) {
    it(`gives the CPU's bits for every draw of ${dtype}`, async () => {
      await using engine = await Engine.open({ device: 'sim' });
      const simulator = engine.device;
      assert(simulator instanceof Simulator);
      const allocations = new Allocations(simulator.native);
      const count = 2001;
      try {
        for (const fill of drawsOf(dtype)) {
          const how = { fill, stream: 3, seed: 2 ** 52 + 17 };
          const expected = arrayOf(dtype, count);
          addon.generate(expected, generatePlan(dtype, fill, how.stream, how.seed));
          const made = arrayOf(dtype, count);
          const buffer = await allocations.buffer(made.byteLength);
          const launch = await fillLaunch(simulator, specOf(dtype, [count]), buffer, how);
          await simulator.run(
            [
              { op: 'launch', ...launch },
              { op: 'download', buffer, offset: 0, array: made },
            ],
            60_000,
          );
          assert.deepEqual(bytesOf(made), bytesOf(expected), JSON.stringify(fill));
        }
      } finally {
        allocations.release();
      }
    });
  }
});
