import assert from 'node:assert/strict';
import { type Dtype, type ElementArray, dtypeNames, dtypes, elementAt } from '../../lib/format/dtype.js';
import { Allocations } from '../../lib/verify/allocations.js';
import { comparisonCommands, readSummary, summaryBytes } from '../../lib/verify/compare/comparison.js';
import { partialBytes, type Summary } from '../../lib/verify/compare/comparison.js';
import { locate, type Location } from '../../lib/verify/compare/locate.js';
import { type Tolerance, exact } from '../../lib/verify/tolerance/tolerance.js';
import { addToBits, arrayOf, bytesOf, copyOf, put, specOf } from './elements.js';
import { openedGpu } from './gpu_engine.js';

interface Case {
  dtype: Dtype;
  shape: number[];
  actual: ElementArray;
  expected: ElementArray;
  tolerance: Tolerance;
  poison?: number;
}

/** Compares on the GPU, and looks where the differences are when there are any. */
async function compareOnGpu(given: Case): Promise<{ summary: Summary; location: Location | null }> {
  const { dtype, shape, actual, expected, tolerance, poison = 0xffffffff } = given;
  const gpu = await openedGpu();
  const allocations = new Allocations(gpu.native);
  try {
    const output = specOf(dtype, shape);
    const buffers = {
      actual: await allocations.buffer(output.bytes),
      expected: await allocations.buffer(output.bytes),
      partial: await allocations.buffer(partialBytes),
      summary: await allocations.buffer(2 * summaryBytes),
      summaryOffset: summaryBytes,
    };
    const bytes = new Uint8Array(new SharedArrayBuffer(summaryBytes));
    const deadlineMs = 10_000;
    await gpu.run(
      [
        { op: 'upload', buffer: buffers.actual, offset: 0, array: actual },
        { op: 'upload', buffer: buffers.expected, offset: 0, array: expected },
        ...(await comparisonCommands(gpu, output, buffers, { tolerance, poison })),
        { op: 'download', buffer: buffers.summary, offset: summaryBytes, array: bytes },
      ],
      deadlineMs,
    );
    const summary = readSummary(bytes);
    if (summary.wrong === 0) return { summary, location: null };
    return {
      summary,
      location: await locate(gpu, output, buffers, { summary, tolerance, poison, deadlineMs }, allocations),
    };
  } finally {
    allocations.release();
  }
}

function near(found: number, expected: number, what: string): void {
  const close = Math.abs(found - expected) <= 1e-12 * Math.abs(expected);
  assert.ok(close, `${what} should be ${expected} but is ${found}`);
}

const count = 10_007;

function plainElements(dtype: Dtype): ElementArray {
  const array = arrayOf(dtype, count);
  for (let i = 0; i < count; i++) put(dtype, array, i, dtype === 'bool' ? i % 2 : (i % 50) + 1);
  return array;
}

/** Differences at known places; `wrong` lists those that count. */
function plant(dtype: Dtype, poison: number): { actual: ElementArray; expected: ElementArray; wrong: number[] } {
  const expected = plainElements(dtype);
  const actual = copyOf(dtype, expected);
  const wrong = [13, 500, 777, 9990];
  for (const i of [13, 500, 9990]) {
    const value = elementAt(dtype, expected, i);
    put(dtype, actual, i, dtype === 'bool' ? 1 - value : value + 7);
  }
  const { bytes, kind } = dtypes[dtype];
  bytesOf(actual).fill(poison, 777 * bytes, 778 * bytes);
  if (kind !== 'real') return { actual, expected, wrong };
  const set = (i: number, found: number, wanted: number): void => {
    put(dtype, actual, i, found);
    put(dtype, expected, i, wanted);
  };
  set(600, NaN, NaN);
  addToBits(actual, 600, 1);
  set(601, Infinity, Infinity);
  set(602, -0, 0);
  set(4000, NaN, 3);
  set(9000, Infinity, 3);
  set(9001, 3, Infinity);
  set(9002, -Infinity, Infinity);
  set(9003, 3, NaN);
  return { actual, expected, wrong: [...wrong, 4000, 9000, 9001, 9002, 9003] };
}

/** The sums and the largest error over the wrong elements, on the CPU. */
function sumsOf(dtype: Dtype, { actual, expected, wrong }: ReturnType<typeof plant>) {
  const sums = { ae: 0, ee: 0, aa: 0, largest: 0 };
  for (const i of wrong) {
    const a = elementAt(dtype, actual, i);
    const e = elementAt(dtype, expected, i);
    if (!Number.isFinite(a) || !Number.isFinite(e)) continue;
    sums.ae += a * e;
    sums.ee += e * e;
    sums.aa += a * a;
    sums.largest = Math.max(sums.largest, Math.abs(a - e));
  }
  return sums;
}

function rmsOf(dtype: Dtype, array: ElementArray): number {
  const finite = Array.from({ length: array.length }, (_, i) => elementAt(dtype, array, i)).filter(Number.isFinite);
  return Math.sqrt(finite.reduce((sum, value) => sum + value * value, 0) / finite.length);
}

/** Tolerances that the planted differences are far beyond. */
const tolerances: Record<Dtype, Tolerance> = {
  f64: { relative: 1e-10, absolute: 1e-10 },
  f32: { relative: 1e-4, absolute: 1e-4 },
  f16: { relative: 4e-3, absolute: 4e-3 },
  bf16: { relative: 1.6e-2, absolute: 1.6e-2 },
  i64: exact,
  i32: exact,
  i8: exact,
  u8: exact,
  bool: exact,
};

describe('comparison on a GPU', () => {
  for (const dtype of dtypeNames) {
    it(`counts planted differences of ${dtype} exactly`, async () => {
      const tolerance = tolerances[dtype];
      const real = dtypes[dtype].kind === 'real';
      const poison = real ? 0xffffffff : 0xa5a5a5a5;
      const planted = plant(dtype, poison);
      const { summary } = await compareOnGpu({ dtype, shape: [count], tolerance, poison, ...planted });
      const { wrong, unwritten, nan, firstWrong, lastWrong } = summary;
      assert.deepEqual(
        { wrong, unwritten, nan, firstWrong, lastWrong },
        { wrong: planted.wrong.length, unwritten: 1, nan: real ? 2 : 0, firstWrong: 13, lastWrong: 9990 },
      );
      const sums = sumsOf(dtype, planted);
      assert.equal(summary.largestError, real ? Infinity : sums.largest, 'the largest error');
      assert.equal(summary.largestShare, Infinity, 'the largest share of the tolerance');
      near(summary.sumActualExpected, sums.ae, 'the sum of actual times expected');
      near(summary.sumExpectedSquared, sums.ee, 'the sum of expected squares');
      near(summary.sumActualSquared, sums.aa, 'the sum of actual squares');
      near(summary.rms, real ? rmsOf(dtype, planted.expected) : 0, 'the RMS');
    });

    it(`finds nothing wrong between equal arrays of ${dtype}`, async () => {
      const expected = plainElements(dtype);
      const tolerance = tolerances[dtype];
      const { summary } = await compareOnGpu({ dtype, shape: [count], actual: expected, expected, tolerance });
      const { wrong, unwritten, nan, firstWrong, lastWrong, largestError, largestShare } = summary;
      assert.deepEqual(
        { wrong, unwritten, nan, firstWrong, lastWrong, largestError, largestShare },
        { wrong: 0, unwritten: 0, nan: 0, firstWrong: -1, lastWrong: -1, largestError: 0, largestShare: 0 },
      );
    });
  }

  for (const dtype of ['f64', 'f32', 'f16', 'bf16'] as const) {
    const compare = async (actual: ElementArray, wanted: number[], tolerance: Tolerance) => {
      const expected = arrayOf(dtype, wanted.length);
      wanted.forEach((value, i) => put(dtype, expected, i, value));
      return (await compareOnGpu({ dtype, shape: [wanted.length], actual, expected, tolerance })).summary;
    };
    const elements = (values: number[]): ElementArray => {
      const array = arrayOf(dtype, values.length);
      values.forEach((value, i) => put(dtype, array, i, value));
      return array;
    };

    it(`allows ${dtype} the relative tolerance to its last bit`, async () => {
      const tolerance = { relative: 0.25, absolute: 0 };
      const actual = elements([5, 3, 4, -5]);
      const right = await compare(actual, [4, 4, 4, -4], tolerance);
      assert.deepEqual([right.wrong, right.largestShare, right.largestError], [0, 1, 1]);
      addToBits(actual, 0, 1);
      addToBits(actual, 1, -1);
      const wrong = await compare(actual, [4, 4, 4, -4], tolerance);
      assert.deepEqual([wrong.wrong, wrong.firstWrong, wrong.lastWrong], [2, 0, 1]);
      assert.ok(wrong.largestShare > 1, `the largest share is ${wrong.largestShare}`);
    });

    it(`allows ${dtype} the absolute tolerance in units of the RMS`, async () => {
      const tolerance = { relative: 0, absolute: 0.5 };
      const actual = elements([3, 1, 2, -3]);
      const right = await compare(actual, [2, 2, 2, -2], tolerance);
      assert.deepEqual([right.wrong, right.largestShare, right.rms], [0, 1, 2]);
      addToBits(actual, 3, 1);
      const wrong = await compare(actual, [2, 2, 2, -2], tolerance);
      assert.deepEqual([wrong.wrong, wrong.firstWrong, wrong.lastWrong], [1, 3, 3]);
    });
  }

  it('tells 64-bit integers apart that are the same double', async () => {
    const expected = new BigInt64Array(new SharedArrayBuffer(24)).fill(2n ** 60n);
    const actual = copyOf('i64', expected);
    addToBits(actual, 2, 1);
    const tolerance = tolerances.i64;
    const { summary } = await compareOnGpu({ dtype: 'i64', shape: [3], actual, expected, tolerance });
    assert.deepEqual([summary.wrong, summary.firstWrong, summary.largestError], [1, 2, 0]);
  });

  it('finds one wrong byte at the end of five million', async () => {
    const length = 5_000_003;
    const expected = arrayOf('u8', length);
    const actual = copyOf('u8', expected);
    put('u8', actual, length - 1, 9);
    const tolerance = tolerances.u8;
    const { summary } = await compareOnGpu({ dtype: 'u8', shape: [length], actual, expected, tolerance });
    assert.deepEqual([summary.wrong, summary.firstWrong, summary.lastWrong], [1, length - 1, length - 1]);
    assert.equal(summary.largestError, 9);
  });
});

describe('places of differences on a GPU', () => {
  const buckets = 8192;

  /** Wrong elements by bucket of one dimension, counted on the CPU. */
  function histogram(shape: number[], wrong: number[], d: number): number[] {
    const size = shape[d]!;
    const inner = shape.slice(d + 1).reduce((product, each) => product * each, 1);
    const counts = Array<number>(Math.min(size, buckets)).fill(0);
    for (const i of wrong) {
      const index = Math.floor(i / inner) % size;
      counts[size <= buckets ? index : Math.floor((index * buckets) / size)]! += 1;
    }
    return counts;
  }

  for (const shape of [
    [5, 300, 71],
    [2, 3, 20_000],
  ]) {
    it(`are counted by dimension for [${shape.join(', ')}]`, async () => {
      const length = shape.reduce((product, size) => product * size, 1);
      const expected = arrayOf('f32', length);
      for (let i = 0; i < length; i++) expected[i] = (i % 91) + 1;
      const actual = copyOf('f32', expected);
      const wrong = Array.from({ length }, (_, i) => i).filter((i) => Math.imul(i, 0x9e3779b1) >>> 0 < 2 ** 26);
      for (const i of wrong) put('f32', actual, i, -5);
      const tolerance = tolerances.f32;
      const { summary, location } = await compareOnGpu({ dtype: 'f32', shape, actual, expected, tolerance });
      assert.deepEqual([summary.wrong, summary.firstWrong, summary.lastWrong], [wrong.length, wrong[0], wrong.at(-1)]);
      assert.ok(location);
      for (const [d, { size, counts, exact }] of location.dimensions.entries()) {
        assert.deepEqual([size, exact], [shape[d], size <= buckets], `dimension ${d}`);
        assert.deepEqual([...counts], histogram(shape, wrong, d), `counts of dimension ${d}`);
      }
      const seen = location.windows.map(({ start, actual: found, expected: wanted }) => {
        assert.deepEqual([...found], [...actual.slice(start, start + found.length)], `actual from ${start}`);
        assert.deepEqual([...wanted], [...expected.slice(start, start + wanted.length)], `expected from ${start}`);
        return { start, end: start + found.length };
      });
      for (const index of [summary.firstWrong, summary.lastWrong]) {
        const inside = seen.some(({ start, end }) => start <= index && index < end);
        assert.ok(inside, `the wrong element ${index} is in no window: ${JSON.stringify(seen)}`);
      }
    });
  }
});
