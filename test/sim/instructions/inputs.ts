/** Input buffers of the corpus: the same bytes for the recorder and the replaying test, from a seed alone. */
import { type ElementType, bytesOfElement, encodeFloat, floatFormatOf, halfOf, writeBits } from './elements.js';

/**
 * How elements are made: `mixed` takes special values, small integers and random bits; `bits` random bits alone;
 * `index` 0, 1, 2, …; `finite` random signs, mantissas and exponents near 0; `integers` (both ends included) and
 * `uniform` values in the element's type; `values` the given integers (for floats: bit patterns) over and over.
 */
export type Fill =
  | 'mixed'
  | 'bits'
  | 'index'
  | 'finite'
  | { integers: [number, number] }
  | { uniform: [number, number] }
  | { values: (number | string)[] };

export interface InputSpec {
  type: ElementType;
  count: number;
  fill: Fill;
}

/** A counter-based generator of 32-bit numbers (the finaliser of MurmurHash3 over a Weyl sequence). */
export class RandomBits {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed, 0x9e3779b1) ^ 0x5bd1e995;
  }

  next32(): number {
    this.state = (this.state + 0x9e3779b9) | 0;
    let x = this.state;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return (x ^ (x >>> 16)) >>> 0;
  }

  /** An integer from 0 to limit - 1. */
  below(limit: number): number {
    return Math.floor((this.next32() / 2 ** 32) * limit);
  }

  bits(count: number): bigint {
    let bits = 0n;
    for (let i = 0; i < count; i += 32) bits = (bits << 32n) | BigInt(this.next32());
    return bits & ((1n << BigInt(count)) - 1n);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('Expected something to pick from.');
    return item;
  }

  chance(probability: number): boolean {
    return this.next32() < probability * 2 ** 32;
  }
}

/** A seed from a text (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** 0, 1, infinity, quiet and signalling NaNs, subnormals, the largest and smallest, values around integers' limits. */
function specialFloats(type: ElementType): bigint[] {
  const format = floatFormatOf(type);
  if (!format) throw new Error(`Expected a float type but found ${type}.`);
  const mantissa = BigInt(format.mantissaBits);
  const sign = 1n << BigInt(format.exponentBits + format.mantissaBits);
  const top = ((1n << BigInt(format.exponentBits)) - 1n) << mantissa;
  const one = ((1n << BigInt(format.exponentBits - 1)) - 1n) << mantissa;
  const positive = [
    ...[0n, 1n, 2n, (1n << mantissa) - 1n, 1n << mantissa, (1n << mantissa) + 1n, 5n],
    ...[one, one + 1n, one - 1n, one + (1n << mantissa), one + (1n << (mantissa - 1n)), one - (1n << mantissa)],
    ...[top, top | 1n, top | (1n << (mantissa - 1n)), top | ((1n << mantissa) - 1n), top - 1n, top - (1n << mantissa)],
    ...[2.5, 3.5, 127.5, 128, 255, 256, 0.1, 1 / 3].map((value) => encodeFloat(type, value)),
  ];
  const large = [32767, 32768, 65535, 65536, 2147483647, 2147483648, 4294967295, 4294967296].concat([2 ** 63, 2 ** 64]);
  if (format.exponentBits >= 8) positive.push(...large.map((value) => encodeFloat(type, value)));
  return positive.flatMap((bits) => [bits, bits | sign]);
}

function specialIntegers(width: number): bigint[] {
  const all = 1n << BigInt(width);
  const half = all >> 1n;
  const near = [0n, 1n, 2n, 3n, 7n, 8n, 15n, 16n, 31n, 32n, 33n, 63n, 64n, 65n, 127n, 128n, 255n];
  const edges = [half - 2n, half - 1n, half, half + 1n, all - 1n, all - 2n, all - 3n, all - 32n, (all - 1n) / 3n];
  const parts = [(1n << BigInt(width / 2)) - 1n, 1n << BigInt(width / 2), (1n << BigInt(width / 2)) + 1n];
  return [...near, ...edges, ...parts].map((value) => value & (all - 1n));
}

function finiteFloat(type: ElementType, random: RandomBits): bigint {
  const format = floatFormatOf(type);
  if (!format) throw new Error(`Expected a float type but found ${type}.`);
  const bias = 2 ** (format.exponentBits - 1) - 1;
  const spread = Math.min(6, bias - 1);
  const exponent = bias + random.below(2 * spread + 1) - spread;
  const mantissa = random.bits(format.mantissaBits);
  const sign = BigInt(random.below(2)) << BigInt(format.exponentBits + format.mantissaBits);
  const bits = sign | (BigInt(exponent) << BigInt(format.mantissaBits)) | mantissa;
  return type === 'tf32' ? (bits >> 13n) << 13n : bits;
}

type Maker = (random: RandomBits, index: number) => bigint;

function mixedMaker(type: ElementType): Maker {
  const width = 8 * bytesOfElement(type);
  if (floatFormatOf(type)) {
    const special = specialFloats(type);
    return (random) => {
      const kind = random.below(8);
      if (kind < 3) return random.pick(special);
      return kind < 6 ? finiteFloat(type, random) : random.bits(width);
    };
  }
  const special = specialIntegers(width);
  return (random) => {
    const kind = random.below(8);
    if (kind < 3) return random.pick(special);
    if (kind < 4) return random.bits(random.pick([4, 8, width / 2, width - 1]));
    return random.bits(width);
  };
}

function makerOf(type: ElementType, fill: Fill): Maker {
  const half = halfOf(type);
  const width = 8 * bytesOfElement(type);
  if (fill === 'bits') return (random) => random.bits(width);
  if (fill === 'index') return (_, index) => BigInt.asUintN(width, BigInt(index));
  if (typeof fill === 'object' && 'values' in fill) {
    const bits = fill.values.map((value) => BigInt.asUintN(width, BigInt(value)));
    return (_, index) => bits[index % bits.length] ?? 0n;
  }
  if (half) {
    const part = makerOf(half, fill);
    return (random, index) => part(random, index) | (part(random, index) << BigInt(width / 2));
  }
  if (fill === 'mixed') return mixedMaker(type);
  if (fill === 'finite') return (random) => finiteFloat(type, random);
  if ('integers' in fill) {
    const [low, high] = fill.integers;
    const encode = floatFormatOf(type)
      ? (value: number) => encodeFloat(type, value)
      : (value: number) => BigInt.asUintN(width, BigInt(value));
    return (random) => encode(low + random.below(high - low + 1));
  }
  const [low, high] = fill.uniform;
  return (random) => encodeFloat(type, low + ((high - low) * random.next32()) / 2 ** 32);
}

/** Where each input begins in the buffer, and the buffer's size: one after the other, each at a multiple of 128. */
export function placeInputs(inputs: readonly InputSpec[]): { offsets: number[]; bytes: number } {
  const offsets: number[] = [];
  let bytes = 0;
  for (const { type, count } of inputs) {
    offsets.push(bytes);
    bytes += Math.ceil((count * bytesOfElement(type)) / 128) * 128;
  }
  return { offsets, bytes: Math.max(bytes, 128) };
}

export function makeInputs(inputs: readonly InputSpec[], seed: number): Uint8Array {
  const { offsets, bytes } = placeInputs(inputs);
  const buffer = new Uint8Array(bytes);
  inputs.forEach(({ type, count, fill }, i) => {
    const random = new RandomBits(seed + 7919 * i);
    const make = makerOf(type, fill);
    const size = bytesOfElement(type);
    const start = offsets[i] ?? 0;
    for (let j = 0; j < count; j++) writeBits(buffer, start + j * size, size, make(random, j));
  });
  return buffer;
}
