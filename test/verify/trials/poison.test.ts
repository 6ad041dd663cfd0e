import assert from 'node:assert/strict';
import { dtypeNames, dtypes, elementAt } from '../../../lib/format/dtype.js';
import { type PoisonKind, expectedPoisonOf, poisonOf } from '../../../lib/verify/trials/poison.js';
import { arrayOf, bytesOf } from '../../gpu/elements.js';

const seeds = Array.from({ length: 400 }, (_, i) => i * 7919 + 2 ** 40);

/** The elements that a word fills a tensor with, as bytes. */
function bytesOfWord(word: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let i = 0; i < count; i++) bytes[i] = (word >>> (8 * (i % 4))) & 0xff;
  return bytes;
}

describe('poison', () => {
  for (const dtype of dtypeNames) {
    const { bytes, kind } = dtypes[dtype];
    const values = (seed: number, poison?: PoisonKind): number[] => {
      const array = arrayOf(dtype, 8);
      bytesOf(array).set(bytesOfWord(poisonOf({ dtype }, seed, poison), 8 * bytes));
      return Array.from({ length: 8 }, (_, i) => elementAt(dtype, array, i));
    };

    it(`is the same in every element of ${dtype}, and another from seed to seed`, () => {
      const words = new Set(seeds.map((seed) => poisonOf({ dtype }, seed)));
      assert(words.size > 30, `only ${words.size} words`);
      for (const seed of seeds) assert.equal(new Set(values(seed).map(String)).size, 1);
    });

    it(`is no number of ${dtype}, unless it is asked to look like a result`, () => {
      if (kind !== 'real') {
        for (const seed of seeds) assert(Math.abs(values(seed)[0] ?? 0) > 16);
        return;
      }
      for (const seed of seeds) {
        assert(values(seed).every(Number.isNaN));
        const [number = 0] = values(seed, 'number').map(Math.abs);
        assert(number >= 0.25 && number <= 2, `${number}`);
      }
    });

    it(`of expected ${dtype} is never the candidate's`, () => {
      for (const seed of seeds) assert.notEqual(expectedPoisonOf({ dtype }, seed), poisonOf({ dtype }, seed));
    });
  }

  it('is none of the NaNs that GPUs and compilers make', () => {
    const usual = { f32: [0x7fffffff, 0x7fc00000], f16: [0x7fff7fff, 0x7e007e00], bf16: [0x7fff7fff, 0x7fc07fc0] };
    for (const [dtype, words] of Object.entries(usual)) {
      const found = seeds.map((seed) => poisonOf({ dtype: dtype as keyof typeof usual }, seed));
      assert(!found.some((word) => words.includes(word)));
    }
  });
});
