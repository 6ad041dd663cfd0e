import assert from 'node:assert/strict';
import { type Dtype, type ElementArray, dtypeNames, dtypes, elementAt } from '../../lib/format/dtype.js';
import type { Fill } from '../../lib/format/schema.js';
import { defaultFill } from '../../lib/format/tensor_spec.js';
import { addon } from '../../lib/native/load_addon.js';
import { generatePlan } from '../../lib/problem/fill_plan.js';

function make(dtype: Dtype, count: number, fill: Fill, { stream = 0, seed = 1 } = {}): ElementArray {
  const { array, bytes } = dtypes[dtype];
  const values = new array(new ArrayBuffer(count * bytes));
  addon.generate(values, generatePlan(dtype, fill, stream, seed));
  return values;
}

function numbers(dtype: Dtype, count: number, fill: Fill): number[] {
  const values = make(dtype, count, fill);
  return Array.from({ length: count }, (_, i) => elementAt(dtype, values, i));
}

describe('the generator', () => {
  for (const dtype of dtypeNames) {
    const fill = defaultFill(dtype);

    it(`${dtype}: gives the same values for the same seed`, () => {
      assert.deepEqual(make(dtype, 1000, fill), make(dtype, 1000, fill));
    });

    it(`${dtype}: gives other values for another seed and for another tensor`, () => {
      const values = make(dtype, 1000, fill);
      assert.notDeepEqual(make(dtype, 1000, fill, { seed: 2 }), values);
      assert.notDeepEqual(make(dtype, 1000, fill, { stream: 1 }), values);
    });

    it(`${dtype}: gives the first elements whatever the length, odd ones too`, () => {
      const values = make(dtype, 1000, fill);
      for (const count of [0, 1, 2, 3, 17, 999]) {
        assert.deepEqual(make(dtype, count, fill), values.slice(0, count), `${count} elements`);
      }
    });
  }

  it('writes nothing behind an odd end', () => {
    const memory = new Uint8Array(8).fill(0xee);
    addon.generate(new Uint8Array(memory.buffer, 0, 5), generatePlan('u8', { constant: 7 }, 0, 1));
    assert.deepEqual([...memory], [7, 7, 7, 7, 7, 0xee, 0xee, 0xee]);
  });

  it('fills shared memory', () => {
    const array = new Int32Array(new SharedArrayBuffer(40));
    addon.generate(array, generatePlan('i32', { constant: -3 }, 0, 1));
    assert(array.every((value) => value === -3));
  });
});

describe('the generator: integers', () => {
  for (const [dtype, low, high] of [
    ['i64', -3, 5],
    ['i32', -2, 2],
    ['i8', -128, 127],
    ['u8', 0, 255],
    ['f32', -4, 4],
    ['f16', 0, 9],
    ['bf16', -1, 1],
    ['f64', 0, 1],
  ] as const) {
    it(`${dtype}: from ${low} to ${high}, both hit, all about as often`, () => {
      const count = 20_000;
      const counts = new Map<number, number>();
      for (const value of numbers(dtype, count, { integers: [low, high] })) {
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const span = high - low + 1;
      const found = [...counts.keys()].sort((a, b) => a - b);
      assert.deepEqual(
        found,
        Array.from({ length: span }, (_, i) => low + i),
      );
      const expected = count / span;
      for (const [value, times] of counts) {
        assert(Math.abs(times - expected) < 6 * Math.sqrt(expected), `${value} came ${times} times, not ${expected}`);
      }
    });
  }

  it('of one value are that value', () => {
    assert.deepEqual(new Set(numbers('i32', 100, { integers: [-7, -7] })), new Set([-7]));
  });

  it('of a huge range stay in it', () => {
    const values = make('i64', 1000, { integers: [-(2 ** 51), 2 ** 51] }) as BigInt64Array;
    assert(values.every((value) => value >= -(2n ** 51n) && value <= 2n ** 51n));
    assert(values.some((value) => value > 2n ** 49n) && values.some((value) => value < -(2n ** 49n)));
  });
});

describe('the generator: uniform', () => {
  for (const [dtype, low, high] of [
    ['f64', -1, 3],
    ['f32', 0, 1],
    ['f16', 0, 1],
    ['bf16', 0, 1],
    ['f16', -2, -1],
    ['bf16', 16, 32],
  ] as const) {
    it(`${dtype}: from ${low} to below ${high}`, () => {
      const values = numbers(dtype, 100_000, { uniform: [low, high] });
      const least = values.reduce((smallest, value) => Math.min(smallest, value));
      assert(
        values.every((value) => value >= low),
        `${values.find((value) => value < low)} is below ${low}`,
      );
      assert(
        values.every((value) => value < high),
        `${high} is to be excluded but was given`,
      );
      assert(least < low + 0.01 * (high - low), 'the lower end was not reached');
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const middle = (low + high) / 2;
      assert(Math.abs(mean - middle) < 0.01 * (high - low), `the mean is ${mean}, not ${middle}`);
    });
  }

  it('of one value is that value', () => {
    assert.deepEqual(new Set(numbers('f32', 10, { uniform: [2, 2] })), new Set([2]));
  });
});

describe('the generator: bernoulli', () => {
  for (const [dtype, p] of [
    ['bool', 0.5],
    ['bool', 0.01],
    ['f32', 0.9],
    ['i8', 0.25],
  ] as const) {
    it(`${dtype}: ones with a share of ${p}`, () => {
      const count = 100_000;
      const values = numbers(dtype, count, { bernoulli: p });
      assert(values.every((value) => value === 0 || value === 1));
      const share = values.reduce<number>((sum, value) => sum + value, 0) / count;
      assert(Math.abs(share - p) < 5 * Math.sqrt((p * (1 - p)) / count), `the share is ${share}`);
    });
  }

  it('with 0 and with 1 is certain', () => {
    assert(numbers('bool', 10_000, { bernoulli: 0 }).every((value) => value === 0));
    assert(numbers('bool', 10_000, { bernoulli: 1 }).every((value) => value === 1));
  });
});
