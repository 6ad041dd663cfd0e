import assert from 'node:assert/strict';
import { randomBelow, randomWord, randomWords } from '../../lib/format/seeded.js';

describe('seeded numbers', () => {
  it('are the same for the same seed and purpose, and others for all else', () => {
    const words = [
      randomWord(1),
      randomWord(2),
      randomWord(1, 0),
      randomWord(1, 1),
      randomWord(1, 1, 0),
      randomWord(2 ** 40),
    ];
    assert.equal(new Set(words).size, words.length);
    assert.equal(randomWord(1, 1), randomWord(1, 1));
  });

  it('are spread evenly over what is asked for, whichever part of the purpose counts on', () => {
    for (const of of [
      (i: number) => randomBelow(16, 5, i),
      (i: number) => randomBelow(16, i, 3, 1),
      (i: number) => randomBelow(16, 7, 2, i),
    ]) {
      const counts = new Array<number>(16).fill(0);
      for (let i = 0; i < 16_000; i++) counts[of(i)]!++;
      // Five deviations of a binomial of 1000.
      assert(
        counts.every((count) => Math.abs(count - 1000) < 5 * 31),
        counts.join(' '),
      );
    }
  });

  it('come one after the other, evenly and each seed its own', () => {
    const first = (seed: number, count: number): number[] => Array.from({ length: count }, randomWords(seed, 3));
    const words = first(1, 16_000);
    assert.deepEqual(first(1, 16_000), words);
    assert.equal(new Set([...words, ...first(2, 16_000)]).size, 32_000);
    const counts = new Array<number>(16).fill(0);
    for (const word of words) counts[word >>> 28]!++;
    assert(
      counts.every((count) => Math.abs(count - 1000) < 5 * 31),
      counts.join(' '),
    );
  });
});
