import assert from 'node:assert/strict';
import { atCase, loadProblem, verifyKernel } from '../../lib/index.js';
import type { Command } from '../../lib/native/types.js';
import { parseProblem } from '../../lib/problem/problem.js';
import { Allocations } from '../../lib/verify/allocations.js';
import {
  type Summary,
  comparisonCommands,
  measureCommands,
  partialBytes,
  reachBytesOf,
  readSummary,
  summaryBytes,
} from '../../lib/verify/compare/comparison.js';
import type { Tolerance } from '../../lib/verify/tolerance/tolerance.js';
import { specOf } from '../gpu/elements.js';
import { expectOutcome, expectPass } from '../gpu/expect_verdict.js';
import { lowPrecision } from '../verify/tolerance/low_precision.js';
import { openedSimulator, simulatedEngine } from './simulated_engine.js';

interface Given {
  actual: number[];
  expected: number[];
  tolerance: Tolerance;
  /** The outputs of each look. */
  looks?: number[][];
}

function floats(values: number[]): Float32Array {
  const array = new Float32Array(new SharedArrayBuffer(4 * values.length));
  array.set(values);
  return array;
}

/** Compares f32 outputs on the simulator. */
async function compare({ actual, expected, tolerance, looks = [] }: Given): Promise<Summary> {
  const device = await openedSimulator();
  const allocations = new Allocations(device.native);
  const output = specOf('f32', [expected.length]);
  try {
    const buffer = (bytes: number) => allocations.buffer(bytes);
    const { near, wide } = reachBytesOf(output);
    const reach = { near: await buffer(near), wide: await buffer(wide), partial: await buffer(partialBytes) };
    const [got, want, moved] = [await buffer(output.bytes), await buffer(output.bytes), await buffer(output.bytes)];
    const summary = await buffer(summaryBytes);
    const bytes = new Uint8Array(new SharedArrayBuffer(summaryBytes));
    const commands: Command[] = [
      { op: 'upload', buffer: got, offset: 0, array: floats(actual) },
      { op: 'upload', buffer: want, offset: 0, array: floats(expected) },
      { op: 'set', buffer: reach.near, offset: 0, bytes: near, value: 0 },
      { op: 'set', buffer: reach.wide, offset: 0, bytes: wide, value: 0 },
    ];
    for (const look of looks) {
      commands.push({ op: 'upload', buffer: moved, offset: 0, array: floats(look) });
      commands.push(...(await measureCommands(device, output, want, reach.partial, { outputs: moved, ...reach })));
    }
    const buffers = { actual: got, expected: want, partial: reach.partial, summary, summaryOffset: 0 };
    const measured = looks.length > 0 ? { ...reach, looks: looks.length } : null;
    const how = { tolerance, poison: 0xffffffff, reach: measured };
    commands.push(...(await comparisonCommands(device, output, buffers, how)));
    commands.push({ op: 'download', buffer: summary, offset: 0, array: bytes });
    await device.run(commands, 60_000);
    return readSummary(bytes);
  } finally {
    allocations.release();
  }
}

function near(found: number, right: number, what: string, share = 1e-6): void {
  assert.ok(Math.abs(found / right - 1) < share, `${what} is ${found} instead of ${right}`);
}

const none = { relative: 0, absolute: 0 };
const ulp = 2 ** -23;

describe('the allowed error, on the simulator', () => {
  it('is what stands in the tolerance, its ulps at the expected value', async () => {
    const expected = [1, 1.5, 4, 0.25];
    const actual = expected.map((value) => value * (1 + 2 * ulp));
    const two = await compare({ actual, expected, tolerance: { ...none, ulps: 3 } });
    // 1.5 and 3 ulps away for 1.5, 2 for the powers of two.
    assert.deepEqual([two.wrong, two.largestShare], [0, 1]);
    const one = await compare({ actual, expected, tolerance: { ...none, ulps: 2 } });
    assert.deepEqual([one.wrong, one.firstWrong], [1, 1]);
    const plain = await compare({ actual, expected, tolerance: { ...none, plain: 8 * ulp } });
    assert.deepEqual([plain.wrong, plain.largestShare], [0, 1]);
  });

  it('says errors in ulps of the expected value, or of the RMS where that is larger', async () => {
    const expected = [4, 0, 0, 0];
    const actual = [4, 0, 2 ** -20, 0];
    const { rms, largestUlps } = await compare({ actual, expected, tolerance: { ...none, plain: 1 } });
    assert.deepEqual([rms, largestUlps], [2, 2 ** -20 / (2 * ulp)]);
  });

  it('goes with the RMS distance of neighbours and the geometric mean of all, over all looks', async () => {
    const count = 64;
    const expected = Array<number>(count).fill(1);
    const look = (sign: number) => expected.map((value, i) => value + sign * (i < 32 ? 0.5 : 0.125));
    const found = await compare({
      actual: expected.map((value, i) => value + (i === 40 ? 0.01 : 0)),
      expected,
      looks: [look(1), look(-1)],
      tolerance: { ...none, spread: 1 },
    });
    // Upper words of doubles are halfway at a power of two: the mean of 2^-1 and 2^-3 is 2^-2.
    near(found.largestShare, Math.fround(0.01) / (0.125 + 2 * 0.25), 'the share', 1e-4);
    near(found.moved, Math.sqrt((0.25 + 1 / 64) / 2), 'the distance');
  });

  it('grows with a peak among its neighbours, and with no other element', async () => {
    // As a softmax has them: a peak, and all move by the same part of themselves.
    const expected = Array.from({ length: 64 }, (_, i) => (i === 40 ? 1 : 2 ** -10));
    const looks = [expected.map((value) => value * (1 + 2 ** -8))];
    const off = (at: number, error: number) => expected.map((value, i) => value + (i === at ? error : 0));
    const shareOf = async (at: number, error: number): Promise<number> => {
      const given = { actual: off(at, error), expected, looks, tolerance: { ...none, spread: 1 } };
      return (await compare(given)).largestShare;
    };
    const wide = 2 * 2 ** -18;
    near(await shareOf(40, 2 ** -9), 2 ** -9 / (2 ** -8 + wide), "the peak's share", 1e-2);
    near(await shareOf(41, 2 ** -12), 2 ** -12 / (2 ** -8 / Math.sqrt(32) + wide), "its neighbour's share", 1e-2);
    near(await shareOf(3, 2 ** -12), 2 ** -12 / (2 ** -18 + wide), 'the share of one far away', 1e-1);
    // Three times the RMS: in proportion to its size it would be half of this. The geometric mean is off by some tenth.
    expected[8] = 2 ** -10 * Math.sqrt(9 * (31 / 23));
    looks[0]?.splice(8, 1, expected[8] * (1 + 2 ** -8));
    const shared = Math.sqrt((31 * 2 ** -20 + expected[8] ** 2) / 32) * 2 ** -8;
    near(await shareOf(8, 2 ** -12), 2 ** -12 / (shared + wide), "a large one's share", 0.15);
  });

  it('is not widened by moves that gave no number', async () => {
    const expected = Array<number>(32).fill(1);
    const looks = [expected.map((value, i) => (i === 0 ? Infinity : i === 1 ? NaN : value))];
    const { wrong } = await compare({
      actual: expected.map((value) => value + 1e-3),
      expected,
      looks,
      tolerance: { ...none, spread: 1 },
    });
    assert.equal(wrong, 32);
  });

  it('ends at the cap, but never refuses one rounding', async () => {
    const expected = [1, 1, 1, 1];
    const tolerance = { relative: 0.5, absolute: 0, ulps: 1, cap: 2 ** -10 };
    const wide = await compare({ actual: [1, 1, 1.001, 1.01], expected, tolerance });
    assert.deepEqual([wide.wrong, wide.firstWrong], [1, 3]);
    const narrow = await compare({ actual: [1, 1, 1 + ulp, 1], expected, tolerance: { ...tolerance, cap: 2 ** -40 } });
    assert.equal(narrow.wrong, 0);
  });
});

describe('the tolerance of a verdict, on the simulator', () => {
  const tf32 = lowPrecision.find(({ name }) => name === 'matmul: operands in tf32');
  assert(tf32);

  it('is the one that was asked for', async () => {
    const judge = async (tolerance?: 'kernelbench-2024' | { rtol: number; atol: number }) => {
      const options = { engine: await simulatedEngine(), trials: 1, seed: 1, ...(tolerance ? { tolerance } : {}) };
      return verifyKernel(tf32.source, atCase(loadProblem('matmul'), 'small'), options);
    };
    const derived = expectOutcome(await judge(), 'incorrect', 'TF32');
    assert.equal(derived.options.tolerance, undefined);
    assert.match(derived.mismatches[0]?.tolerance.why ?? '', /^Sums of 61 terms/);
    const [sample] = derived.mismatches[0]?.samples ?? [];
    assert.ok(sample?.allowed && sample.allowed < Math.abs(Number(sample.actual) - Number(sample.expected)));
    const loose = expectPass(await judge('kernelbench-2024'), 'TF32 at 1e-2');
    assert.equal(loose.options.tolerance, 'kernelbench-2024');
    assert.equal(loose.tolerances?.c?.kind, 'kernelbench-2024');
    const own = expectPass(await judge({ rtol: 0, atol: 0.1 }), 'TF32 at 0.1');
    assert.deepEqual(own.options.tolerance, { rtol: 0, atol: 0.1 });
  });

  it('says how far a right output was off', async () => {
    const full = lowPrecision.find(({ name }) => name === 'matmul: operands in full');
    assert(full);
    const options = { engine: await simulatedEngine(), trials: 2, seed: 1 };
    const pass = expectPass(await verifyKernel(full.source, atCase(loadProblem('matmul'), 'small'), options), 'matmul');
    const { kind, reduction, reference, ulps = 0 } = pass.tolerances?.c ?? {};
    assert.deepEqual([kind, reduction, reference], ['derived', 61, 'more precise']);
    const off = pass.errorUlps?.c ?? 0;
    assert.ok(off > 0 && off < ulps, `${off} of ${ulps} ulps`);
  });

  /** Each row hangs on one sum, which may be small and hardly move by chance, among rows that are far smaller. */
  const product = `/*---
name: row_products
summary: Sums of rows times powers of two, in every column.
dims: { M: 256, N: 64 }
cases: { small: { M: 256 } }
inputs:
  x: { type: f32, shape: [M, N] }
  s: { type: i32, shape: [M], fill: { integers: [-30, 30] } }
outputs:
  y: { type: f32, shape: [M, N] }
reduction: N
launch:
  - { kernel: reference, grid: [M], block: [64], args: [x, s, y, N] }
---*/
extern "C" __global__ void reference(const float* x, const int* s, float* y, int N) {
  double sum = 0.0;
  for (int n = 0; n < N; n++) sum += x[blockIdx.x * N + n];
  y[blockIdx.x * N + threadIdx.x] = (float)ldexp(sum, s[blockIdx.x]);
}
`;

  it('does not hang on how far a row happened to move', async () => {
    const source = product
      .replace(/name:[^]*?launch:/, 'launch:')
      .replaceAll('double', 'float')
      .replace('reference,', 'product,')
      .replace('void reference', 'void product')
      .replace('ldexp(', 'ldexpf(');
    const problem = parseProblem(product, 'row_products.cu');
    for (const seed of [21, 41, 61]) {
      const options = { engine: await simulatedEngine(), trials: 8, seed };
      expectPass(await verifyKernel(source, atCase(problem, 'small'), options), `row products, seed ${seed}`);
    }
  });
});
