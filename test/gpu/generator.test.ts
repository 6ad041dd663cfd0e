import assert from 'node:assert/strict';
import { type Dtype, dtypeNames, dtypes } from '../../lib/format/dtype.js';
import { addon } from '../../lib/native/load_addon.js';
import { type Draw, oneOfValues } from '../../lib/problem/families/draw.js';
import { specialValues } from '../../lib/problem/families/special.js';
import { generatePlan } from '../../lib/problem/fill_plan.js';
import { Allocations } from '../../lib/verify/allocations.js';
import { fillLaunch } from '../../lib/verify/fill.js';
import { arrayOf, bytesOf, specOf } from './elements.js';
import { openedGpu } from './gpu_engine.js';

const realFills: Draw[] = [
  { normal: [0.5, 2] },
  { normal: [0, 1e-6] },
  { uniform: [-3, 5] },
  { uniform: [-1e6, 1e6] },
  { integers: [-20, 20] },
  { constant: 1.5 },
  { bernoulli: 0.3 },
];
const integerFills: Partial<Record<Dtype, Draw[]>> = {
  i64: [{ integers: [-1e15, 1e15] }, { constant: -12345678901 }],
  i32: [{ integers: [-(2 ** 31), 2 ** 31 - 1] }, { constant: -7 }],
  i8: [{ integers: [-128, 127] }, { constant: -5 }],
  u8: [{ integers: [0, 255] }, { constant: 200 }],
  bool: [{ integers: [0, 1] }, { constant: 1 }],
};
const origins = [
  { stream: 0, seed: 0 },
  { stream: 3, seed: 12345 },
  { stream: 1001, seed: 2 ** 52 + 17 },
];
/** Elements behind the tensor, which the kernel must leave alone. */
const guard = 16;
const untouched = 0xc3;

function fillsOf(dtype: Dtype): Draw[] {
  const values = specialValues(dtype, ['zeros', 'subnormals', 'infinities', 'nans']);
  const special: Draw[] = values.length > 0 ? [{ mixture: { values, share: 512, normal: [0, 1] } }] : [];
  return [...(integerFills[dtype] ?? realFills), { bernoulli: 0.75 }, oneOfValues([0, 1, 0, -0, 1]), ...special];
}

/** Fills `count` elements on both sides and compares all bytes. */
async function compareFills(dtype: Dtype, count: number, how: { fill: Draw; stream: number; seed: number }) {
  const gpu = await openedGpu();
  const allocations = new Allocations(gpu.native);
  try {
    const made = arrayOf(dtype, count + guard);
    const expected = arrayOf(dtype, count + guard);
    bytesOf(expected).fill(untouched);
    const { array } = dtypes[dtype];
    addon.generate(new array(expected.buffer, 0, count), generatePlan(dtype, how.fill, how.stream, how.seed));
    const buffer = await allocations.buffer(made.byteLength);
    const launch = await fillLaunch(gpu, specOf(dtype, [count]), buffer, how);
    await gpu.run(
      [
        { op: 'set', buffer, offset: 0, bytes: made.byteLength, value: untouched },
        { op: 'launch', ...launch },
        { op: 'download', buffer, offset: 0, array: made },
      ],
      10_000,
    );
    const what = `${count} elements of ${dtype}, ${JSON.stringify(how)}`;
    const at = bytesOf(made).findIndex((byte, i) => byte !== bytesOf(expected)[i]);
    const element = Math.floor(at / dtypes[dtype].bytes);
    assert.equal(at, -1, `${what}: element ${element} is ${made[element]} on the GPU, ${expected[element]} on the CPU`);
  } finally {
    allocations.release();
  }
}

describe('input generator on a GPU', () => {
  for (const dtype of dtypeNames) {
    it(`gives the CPU's bits for every fill of ${dtype}`, async () => {
      for (const fill of fillsOf(dtype)) {
        for (const origin of origins) {
          for (const count of [1, 2, 777, 10_001]) await compareFills(dtype, count, { fill, ...origin });
        }
      }
    });
  }

  it('gives the same bits when each thread makes several pairs', async () => {
    await compareFills('f32', 2_500_001, { fill: { normal: [0, 1] }, stream: 1, seed: 7 });
    await compareFills('u8', 2_500_001, { fill: { integers: [0, 255] }, stream: 1, seed: 7 });
  });
});
