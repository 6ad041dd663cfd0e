/** Whole numbers that a seed decides, for places and patterns: nothing that a verdict's figures depend on. */

/** murmur3's finaliser, by Austin Appleby, who placed it in the public domain. */
export function mixed(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A number below 2^32 from a seed below 2^53 and what it is for. */
export function randomWord(seed: number, ...purpose: number[]): number {
  return [Math.floor(seed / 2 ** 32), ...purpose].reduce(
    (word, next) => mixed(Math.imul(word, 0x9e3779b1) + 0x85ebca77 + next),
    mixed(seed),
  );
}

/** A whole number from 0 to `count - 1`. */
export function randomBelow(count: number, seed: number, ...purpose: number[]): number {
  return Math.floor((randomWord(seed, ...purpose) / 2 ** 32) * count);
}

/** Gives numbers below 2^32 one after the other, for millions of them: Marsaglia's xorshift32 ("Xorshift RNGs", 2003). */
export function randomWords(seed: number, ...purpose: number[]): () => number {
  let word = randomWord(seed, ...purpose) || 1;
  return () => {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    return word >>> 0;
  };
}
