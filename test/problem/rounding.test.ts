import assert from 'node:assert/strict';
import { elementAt } from '../../lib/format/dtype.js';
import { addon } from '../../lib/native/load_addon.js';
import { generatePlan } from '../../lib/problem/fill_plan.js';
import { seededRandom } from '../dialogue/seeded_random.js';

type Narrow = 'f16' | 'bf16';

/** Bits of infinity: finite values have the bits below. */
const infinities = { f16: 0x7c00, bf16: 0x7f80 };

function rounded(dtype: Narrow, value: number): number {
  const array = new Uint16Array(1);
  addon.generate(array, generatePlan(dtype, { constant: value }, 0, 0));
  return array[0] ?? 0;
}

function valueOf(dtype: Narrow, bits: number): number {
  return elementAt(dtype, Uint16Array.of(bits), 0);
}

function same(dtype: Narrow, value: number, bits: number): void {
  const found = rounded(dtype, value);
  assert.equal(found, bits, `${dtype}: ${value} became 0x${found.toString(16)}, not 0x${bits.toString(16)}`);
}

for (const dtype of ['f16', 'bf16'] as const) {
  const infinity = infinities[dtype];
  const largest = valueOf(dtype, infinity - 1);
  const step = largest - valueOf(dtype, infinity - 2);

  describe(`the generator: rounding to ${dtype}`, () => {
    it('keeps every value of the format, with both signs', () => {
      for (let bits = 0; bits <= infinity; bits++) {
        same(dtype, valueOf(dtype, bits), bits);
        same(dtype, -valueOf(dtype, bits), bits | 0x8000);
      }
    });

    it('takes the even neighbour in the middle of two, and the nearer one beside it', () => {
      for (let bits = 0; bits < infinity - 1; bits += 7) {
        const middle = (valueOf(dtype, bits) + valueOf(dtype, bits + 1)) / 2;
        // Beside the middle by one unit of an f32, which the generator rounds through.
        const beside = middle * 2 ** -23;
        if (Math.fround(middle) !== middle || Math.fround(middle + beside) === middle || middle < 2 ** -126) continue;
        same(dtype, middle, bits % 2 === 0 ? bits : bits + 1);
        same(dtype, Math.fround(middle + beside), bits + 1);
        same(dtype, Math.fround(middle - beside), bits);
        same(dtype, -middle, (bits % 2 === 0 ? bits : bits + 1) | 0x8000);
      }
    });

    it('gives the nearest value for random ones', () => {
      const random = seededRandom(11);
      for (let i = 0; i < 5000; i++) {
        const value = Math.fround((random() - 0.5) * 2 ** (random() * 40 - 28));
        const bits = rounded(dtype, value);
        const error = Math.abs(valueOf(dtype, bits) - value);
        for (const neighbour of [bits - 1, bits + 1]) {
          if ((neighbour & 0x7fff) > infinity) continue;
          assert(Math.abs(valueOf(dtype, neighbour) - value) >= error, `${value} has a nearer neighbour`);
        }
      }
    });

    it('gives infinity from half a step above the largest value on', () => {
      same(dtype, largest + step / 2, infinity);
      same(dtype, -largest - step / 2, infinity | 0x8000);
      same(dtype, 1e300, infinity);
      same(dtype, Math.fround(largest + step / 2 - step / 1024), infinity - 1);
    });

    it('gives 0 up to half the smallest value, with its sign', () => {
      const smallest = valueOf(dtype, 1);
      same(dtype, smallest / 2, 0);
      same(dtype, -smallest / 2, 0x8000);
      same(dtype, smallest * 0.75, 1);
      same(dtype, 1e-300, 0);
    });

    it('gives a NaN for NaN', () => assert(Number.isNaN(valueOf(dtype, rounded(dtype, NaN)))));
  });
}
