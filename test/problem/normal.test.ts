import assert from 'node:assert/strict';
import { addon } from '../../lib/native/load_addon.js';
import { generatePlan } from '../../lib/problem/fill_plan.js';
import { normalTail } from './normal_distribution.js';
import { elementBits, unitOf } from './philox.js';

const count = 100_000;

function normals(mean: number, deviation: number, seed: number): Float64Array {
  const array = new Float64Array(count);
  addon.generate(array, generatePlan('f64', { normal: [mean, deviation] }, 0, seed));
  return array;
}

function moment(values: Float64Array, power: number): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length;
}

describe('the generator: normal values', () => {
  it("this test's own distribution agrees with the tables", () => {
    // Abramowitz and Stegun, tables 26.1 and 26.2.
    for (const [x, p] of [
      [0, 0.5],
      [1, 0.841344746068543],
      [-1.959963984540054, 0.025],
      [3, 0.99865010196837],
      [-5, 2.866515718791939e-7],
    ] as const) {
      assert(Math.abs(normalTail(x) / p - 1) < 1e-13, `at ${x}: ${normalTail(x)}`);
    }
  });

  it('are the quantiles of the uniform values of the same bits', () => {
    const values = normals(0, 1, 4);
    let least = 1;
    let most = 0;
    for (const [i, value] of values.entries()) {
      const p = unitOf(elementBits(i, 0, 4));
      least = Math.min(least, p);
      most = Math.max(most, p);
      // Compared in the nearer tail, where 1 - p loses nothing.
      const [found, wanted] = p < 0.5 ? [normalTail(value), p] : [normalTail(-value), 1 - p];
      assert(Math.abs(found / wanted - 1) < 1e-11, `element ${i}: the quantile of ${p} is given as ${value}`);
    }
    assert(least < 1e-4 && most > 1 - 1e-4, 'the tails were not reached');
  });

  it('have the moments of the distribution', () => {
    const values = normals(0, 1, 5);
    const within = (power: number, expected: number, variance: number): void => {
      const found = moment(values, power);
      const allowed = 5 * Math.sqrt(variance / count);
      assert(Math.abs(found - expected) < allowed, `moment ${power} is ${found}, not ${expected} ± ${allowed}`);
    };
    within(1, 0, 1);
    within(2, 1, 2);
    within(3, 0, 15);
    within(4, 3, 96);
  });

  it('are moved and stretched by mean and deviation', () => {
    const plain = normals(0, 1, 6);
    assert.deepEqual(
      normals(3, 0.25, 6),
      plain.map((value) => 3 + 0.25 * value),
    );
    assert(normals(2, 0, 6).every((value) => value === 2));
  });

  it('of two tensors, of two seeds and of neighbours do not follow one another', () => {
    const first = normals(0, 1, 7);
    const other = new Float64Array(count);
    addon.generate(other, generatePlan('f64', { normal: [0, 1] }, 1, 7));
    const pairs: [string, Float64Array][] = [
      ['another tensor', other],
      ['another seed', normals(0, 1, 8)],
      ['the next element', Float64Array.from(first, (_, i) => first[(i + 1) % count] ?? 0)],
    ];
    for (const [what, second] of pairs) {
      const correlation = first.reduce((sum, value, i) => sum + value * (second[i] ?? 0), 0) / count;
      assert(Math.abs(correlation) < 5 / Math.sqrt(count), `${what}: correlated by ${correlation}`);
    }
  });
});
