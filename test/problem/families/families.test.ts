import assert from 'node:assert/strict';
import { type Dtype, dtypes, elementAt } from '../../../lib/format/dtype.js';
import { addon } from '../../../lib/native/load_addon.js';
import type { Contract } from '../../../lib/problem/contract.js';
import { type FamilyName, drawFamily, familiesOf, familyNames } from '../../../lib/problem/families/families.js';
import { generatePlan } from '../../../lib/problem/fill_plan.js';
import { contractWith } from './problem_text.js';

/** What a family draws for one input; every element of it. */
function values(contract: Contract, family: FamilyName, name: string, seed = 7): number[] {
  const input = contract.inputs.find((spec) => spec.name === name);
  const draw = drawFamily(contract, family, seed)?.draws.get(name);
  assert(input && draw, `${family} draws nothing for ${name}`);
  const { array, bytes } = dtypes[input.dtype];
  const made = new array(new ArrayBuffer(input.count * bytes));
  addon.generate(made, generatePlan(input.dtype, draw, contract.inputs.indexOf(input), seed));
  return Array.from({ length: input.count }, (_, i) => elementAt(input.dtype, made, i));
}

function rms(list: readonly number[]): number {
  return Math.sqrt(list.reduce((sum, value) => sum + value * value, 0) / list.length);
}

function distinct(list: readonly number[]): number {
  return new Set(list).size;
}

const normal = contractWith({ x: 'type: f32, fill: { normal: [0.5, 0.05] }' });

describe('families of a normal input', () => {
  it('are all but the special one', () => {
    assert.deepEqual(
      familiesOf(normal),
      familyNames.filter((name) => name !== 'special'),
    );
  });

  it('signed: around zero, as large as the declared ones', () => {
    const drawn = values(normal, 'signed', 'x');
    const negative = drawn.filter((value) => value < 0).length / drawn.length;
    assert(negative > 0.45 && negative < 0.55, `${negative} are negative`);
    assert(Math.abs(rms(drawn) - 0.5) < 0.05);
  });

  it('equal: three values, and most of the elements hold one of them', () => {
    const drawn = values(normal, 'equal', 'x');
    assert.equal(distinct(drawn), 3);
    const most = Math.max(...[...new Set(drawn)].map((value) => drawn.filter((other) => other === value).length));
    assert(most > drawn.length / 2);
  });

  it('equal: other values for another seed, and for another input alike', () => {
    const two = contractWith({ a: 'type: f32', b: 'type: f32' });
    const set = (list: number[]): string => [...new Set(list)].sort().join(' ');
    assert.notEqual(set(values(two, 'equal', 'a', 1)), set(values(two, 'equal', 'a', 2)));
    assert.notEqual(set(values(two, 'equal', 'a', 1)), set(values(two, 'equal', 'b', 1)));
  });

  it('large and tiny: the declared ones, scaled', () => {
    assert(Math.abs(rms(values(normal, 'large', 'x')) / 1024 - 0.5) < 0.05);
    assert(Math.abs(rms(values(normal, 'tiny', 'x')) * 2 ** 20 - 0.5) < 0.05);
  });

  it('integers: whole ones from -3 to 3, all of them', () => {
    assert.deepEqual(
      [...new Set(values(normal, 'integers', 'x'))].sort((a, b) => a - b),
      [-3, -2, -1, 0, 1, 2, 3],
    );
  });

  it('binary: zeros and ones of one sign, and zeros of both', () => {
    for (const [seed, one] of [
      [6, 1],
      [7, -1],
    ] as const) {
      const drawn = values(normal, 'binary', 'x', seed);
      assert(drawn.every((value) => value === 0 || value === one));
      assert(drawn.some((value) => Object.is(value, -0)) && drawn.some((value) => Object.is(value, 0)));
    }
  });

  it('uniform and negative: of one sign each, as large as the declared ones', () => {
    for (const [family, sign] of [
      ['uniform', 1],
      ['negative', -1],
    ] as const) {
      const drawn = values(normal, family, 'x');
      assert(drawn.every((value) => value * sign >= 0 && Math.abs(value) < 0.9));
      assert(Math.abs(rms(drawn) - 0.5) < 0.05);
    }
  });

  it('give no family that would be the declared one again', () => {
    assert(!familiesOf(contractWith({ x: 'type: f32' })).includes('signed'));
    assert.deepEqual(familiesOf(contractWith({ x: 'type: f32, fill: { constant: 2 }' })), ['declared']);
  });
});

describe('families: sizes', () => {
  it('share a scale out among inputs that may be multiplied', () => {
    const two = contractWith({ a: 'type: f32', b: 'type: f32' });
    assert(Math.abs(rms(values(two, 'large', 'a')) / 32 - 1) < 0.05);
  });

  it('keep to what the narrowest dtype of the problem holds', () => {
    const half = contractWith({ a: 'type: f16', b: 'type: f16' }, { output: 'f16' });
    assert(Math.abs(rms(values(half, 'large', 'a')) / 8 - 1) < 0.05);
    const mixed = contractWith({ a: 'type: f32' }, { output: 'f16' });
    assert(Math.abs(rms(values(mixed, 'large', 'a')) / 64 - 1) < 0.05);
  });

  it('leave a constant size to integers, which cannot shrink', () => {
    const drawn = values(contractWith({ a: 'type: f32', i: 'type: i32' }), 'tiny', 'i');
    assert(drawn.every((value) => Number.isInteger(value) && value >= 0 && value <= 9));
  });
});

/** Every family of each stays in its range. */
const ranges: [string, string, number, number][] = [
  ['a uniform fill', 'type: f32, fill: { uniform: [0, 1] }', 0, 1],
  ['a uniform fill around zero', 'type: f32, fill: { uniform: [-2, 0.5] }', -2, 0.5],
  ['a uniform fill above zero', 'type: f16, fill: { uniform: [0.5, 2] }', 0.5, 2],
  ['indexes', 'type: i64, fill: { integers: [0, 4095] }', 0, 4095],
  ['few integers in a real', 'type: f32, fill: { integers: [2, 5] }', 2, 5],
  ['a mask', 'type: f32, fill: { bernoulli: 0.9 }', 0, 1],
  ['a bool', 'type: bool', 0, 1],
  ['a whole byte', 'type: i8, fill: { integers: [-128, 127] }', -128, 127],
  ['a constant', 'type: f32, fill: { constant: 2.5 }', 2.5, 2.5],
  ['a domain of its own', 'type: f32, fill: { uniform: [0, 1] }, domain: [-1, 3]', -1, 3],
  ['the unit domain', 'type: bf16, fill: { uniform: [0.25, 0.75] }, domain: unit', 0, 1],
  ['a positive domain', 'type: f32, fill: { uniform: [0.5, 1] }, domain: positive', Number.MIN_VALUE, Infinity],
];

describe('families: domains', () => {
  for (const [what, fields, low, high] of ranges) {
    it(`${what}: no family leaves ${low} to ${high}`, () => {
      // A normal companion, so that each family is there.
      const contract = contractWith({ x: fields, other: 'type: f32, fill: { normal: [1, 1] }, special: true' });
      for (const family of familiesOf(contract)) {
        for (const seed of [0, 1, 2, 3, 4, 5, 6, 7]) {
          const outside = values(contract, family, 'x', seed).find((value) => !(value >= low && value <= high));
          assert.equal(outside, undefined, `${family}, seed ${seed}`);
        }
      }
    });
  }

  it('a half-open range keeps its end out', () => {
    const contract = contractWith({ x: 'type: f32, fill: { uniform: [0, 1] }' });
    assert(!familiesOf(contract).includes('binary'));
    for (const family of familiesOf(contract)) assert(values(contract, family, 'x').every((value) => value < 1));
  });

  it('a domain wider than the fill is used', () => {
    const contract = contractWith({ x: 'type: f32, fill: { uniform: [0, 1] }, domain: any' });
    assert(values(contract, 'signed', 'x').some((value) => value < 0));
    assert(values(contract, 'large', 'x').some((value) => value > 100));
    const range = contractWith({ x: 'type: f32, fill: { uniform: [0, 1] }, domain: [-1, 3]' });
    assert(values(range, 'uniform', 'x').some((value) => value < -0.5));
    assert(values(range, 'signed', 'x').some((value) => value < 0));
  });

  it('equal integers are whole and in their range', () => {
    const drawn = values(contractWith({ x: 'type: i32, fill: { integers: [5, 90] }' }), 'equal', 'x');
    assert(drawn.every((value) => Number.isInteger(value) && value >= 5 && value <= 90));
    assert.equal(distinct(drawn), 3);
  });
});

describe('families: special values', () => {
  const kinds = (special: string, dtype: Dtype = 'f32'): number[] =>
    values(contractWith({ x: `type: ${dtype}, special: ${special}` }), 'special', 'x');

  it('come only where the problem allows them', () => {
    assert(!familiesOf(contractWith({ x: 'type: f32' })).includes('special'));
  });

  it('are those of the kinds that are named', () => {
    const drawn = kinds('[zeros, subnormals]');
    assert(drawn.every((value) => Number.isFinite(value)));
    assert(drawn.some((value) => Object.is(value, -0)));
    assert(drawn.some((value) => value === 2 ** -149));
  });

  for (const dtype of ['f64', 'f32', 'f16', 'bf16'] as const) {
    it(`${dtype}: all of them, in an eighth of the elements`, () => {
      const drawn = kinds('true', dtype);
      const odd = drawn.filter((value) => Number.isNaN(value) || Math.abs(value) > 6 || Math.abs(value) < 1e-30).length;
      for (const value of [Infinity, -Infinity]) assert(drawn.includes(value), `has no ${value}`);
      assert(drawn.some((value) => Number.isNaN(value)));
      const most = Math.max(...drawn.filter((value) => Number.isFinite(value)));
      assert(most > 60_000 && Number.isFinite(most));
      if (dtype !== 'f16') assert(Math.abs(odd / drawn.length - 1 / 8) < 0.03, `${odd} of ${drawn.length}`);
    });
  }
});
