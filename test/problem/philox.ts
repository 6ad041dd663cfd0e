/** Philox 4x32 with 10 rounds, written from the paper over BigInts, for comparison with `native/device/generator.h`. */
type Words = [bigint, bigint, bigint, bigint];

const mask = 0xffffffffn;

export function philox([c0, c1, c2, c3]: Words, [k0, k1]: [bigint, bigint]): Words {
  let counter: Words = [c0, c1, c2, c3];
  for (let round = 0n; round < 10n; round++) {
    const left = 0xd2511f53n * counter[0];
    const right = 0xcd9e8d57n * counter[2];
    counter = [
      (right >> 32n) ^ counter[1] ^ ((k0 + round * 0x9e3779b9n) & mask),
      right & mask,
      (left >> 32n) ^ counter[3] ^ ((k1 + round * 0xbb67ae85n) & mask),
      left & mask,
    ];
  }
  return counter;
}

/** The 64 bits that a tensor's element is made of: two elements share a counter. */
export function elementBits(index: number, stream: number, seed: number): bigint {
  const halves = (value: number): [bigint, bigint] => [BigInt(value) & mask, BigInt(value) >> 32n];
  const words = philox([...halves(Math.floor(index / 2)), ...halves(stream)], halves(seed));
  return index % 2 === 0 ? (words[1] << 32n) | words[0] : (words[3] << 32n) | words[2];
}

/** A number strictly between 0 and 1 of the top 52 bits. */
export function unitOf(bits: bigint): number {
  return Number(bits >> 12n) * 2 ** -52 + 2 ** -53;
}
