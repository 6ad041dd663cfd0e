import assert from 'node:assert/strict';
import { type Dtype, type ElementArray } from '../../../lib/format/dtype.js';
import { tensorSpec } from '../../../lib/format/tensor_spec.js';
import { indexOf, samplesOf, scalar } from '../../../lib/verify/compare/mismatch_samples.js';

function samples(
  dtype: Dtype,
  windows: [start: number, actual: ElementArray, expected: ElementArray][],
  { shape = [1000], allowed = 0 }: { shape?: number[]; allowed?: number | number[] } = {},
): ReturnType<typeof samplesOf> {
  const output = tensorSpec('y', { type: dtype, shape }, {}, 'y', () => assert.fail('no tensor'));
  assert(output);
  return samplesOf(
    output,
    windows.map(([start, actual, expected]) => ({
      start,
      actual,
      expected,
      allowed: Float64Array.from({ length: actual.length }, (_, i) =>
        typeof allowed === 'number' ? allowed : (allowed[i] ?? 0),
      ),
    })),
  );
}

describe('indexOf', () => {
  it('gives row-major indexes', () => {
    assert.deepEqual(indexOf([2, 3, 4], 0), [0, 0, 0]);
    assert.deepEqual(indexOf([2, 3, 4], 23), [1, 2, 3]);
    assert.deepEqual(indexOf([2, 3, 4], 17), [1, 1, 1]);
    assert.deepEqual(indexOf([], 0), []);
  });

  it('holds beyond 2^32', () => assert.deepEqual(indexOf([2 ** 20, 2 ** 20], 2 ** 33 + 5), [8192, 5]));
});

describe('scalar', () => {
  it('writes what JSON cannot hold as text', () => {
    assert.deepEqual([1.5, NaN, Infinity, -Infinity].map(scalar), [1.5, 'NaN', 'Infinity', '-Infinity']);
  });
});

describe('samplesOf', () => {
  it('gives the wrong elements with their indexes', () => {
    const found = samples('f32', [[6, Float32Array.of(1, 5, 3), Float32Array.of(1, 2, 3)]], { shape: [10, 4] });
    assert.deepEqual(found, [{ index: [1, 3], actual: 5, expected: 2 }]);
  });

  it('gives eight of one window and four of each of two', () => {
    const zeros = new Int32Array(20);
    const ones = new Int32Array(20).fill(1);
    assert.equal(samples('i32', [[0, zeros, ones]]).length, 8);
    const found = samples('i32', [
      [0, zeros, ones],
      [500, zeros, ones],
    ]);
    assert.deepEqual(
      found.map(({ index }) => index[0]),
      [0, 1, 2, 3, 500, 501, 502, 503],
    );
  });

  it('leaves out what the tolerance allows', () => {
    const expected = Float64Array.of(10, 10, 0, 0);
    const actual = Float64Array.of(11.01, 11.2, 0.019, 0.03);
    const found = samples('f64', [[0, actual, expected]], { allowed: [1.02, 1.02, 0.02, 0.02] });
    assert.deepEqual(found, [
      { index: [1], actual: 11.2, expected: 10, allowed: 1.02 },
      { index: [3], actual: 0.03, expected: 0, allowed: 0.02 },
    ]);
  });

  it('takes NaN for right only where NaN is expected', () => {
    const actual = Float32Array.of(NaN, NaN, 1, Infinity, -Infinity, Infinity);
    const expected = Float32Array.of(NaN, 1, NaN, Infinity, Infinity, 1);
    const found = samples('f32', [[0, actual, expected]], { allowed: 1e30 });
    assert.deepEqual(found, [
      { index: [1], actual: 'NaN', expected: 1, allowed: 1e30 },
      { index: [2], actual: 1, expected: 'NaN', allowed: 1e30 },
      { index: [4], actual: '-Infinity', expected: 'Infinity', allowed: 1e30 },
      { index: [5], actual: 'Infinity', expected: 1, allowed: 1e30 },
    ]);
  });

  it('takes 0 and -0 for equal', () => {
    assert.deepEqual(samples('f32', [[0, Float32Array.of(-0), Float32Array.of(0)]]), []);
  });

  it('tells i64 values apart whose last bits a number cannot hold', () => {
    const found = samples('i64', [[0, BigInt64Array.of(2n ** 60n + 1n, 5n), BigInt64Array.of(2n ** 60n, 5n)]]);
    assert.deepEqual(found, [{ index: [0], actual: '1152921504606846977', expected: '1152921504606846976' }]);
  });

  it('reads halves as numbers', () => {
    const found = samples('bf16', [[0, Uint16Array.of(0x3f80), Uint16Array.of(0xbf80)]]);
    assert.deepEqual(found, [{ index: [0], actual: 1, expected: -1 }]);
  });
});
