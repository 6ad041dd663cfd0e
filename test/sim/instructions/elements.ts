/** Element types of the corpus's buffers, and single values in them. */

export const elementTypes = [
  ...(['b8', 'u8', 's8', 'b16', 'u16', 's16', 'b32', 'u32', 's32', 'b64', 'u64', 's64', 'b128'] as const),
  ...(['f16', 'bf16', 'f16x2', 'bf16x2', 'u16x2', 's16x2', 'tf32', 'f32', 'f64'] as const),
  ...(['e4m3', 'e5m2', 'e4m3x2', 'e5m2x2', 'pred'] as const),
] as const;
export type ElementType = (typeof elementTypes)[number];

/** Bytes of one element in memory; a predicate is kept as a 32-bit 0 or 1. */
export function bytesOfElement(type: ElementType): number {
  if (type === 'pred') return 4;
  if (type === 'e4m3' || type === 'e5m2') return 1;
  if (type === 'e4m3x2' || type === 'e5m2x2') return 2;
  if (type === 'f16x2' || type === 'bf16x2' || type === 'u16x2' || type === 's16x2') return 4;
  return Number(/\d+$/.exec(type)?.[0]) / 8;
}

interface FloatFormat {
  exponentBits: number;
  mantissaBits: number;
}

const floatFormats: Partial<Record<ElementType, FloatFormat>> = {
  f64: { exponentBits: 11, mantissaBits: 52 },
  f32: { exponentBits: 8, mantissaBits: 23 },
  tf32: { exponentBits: 8, mantissaBits: 23 },
  f16: { exponentBits: 5, mantissaBits: 10 },
  bf16: { exponentBits: 8, mantissaBits: 7 },
  e4m3: { exponentBits: 4, mantissaBits: 3 },
  e5m2: { exponentBits: 5, mantissaBits: 2 },
};

/** The format of a scalar float type (that of its halves for a pair), or null. */
export function floatFormatOf(type: ElementType): FloatFormat | null {
  return floatFormats[type] ?? null;
}

/** The two halves of a packed type, or null. */
export function halfOf(type: ElementType): ElementType | null {
  return type.endsWith('x2') ? (type.slice(0, -2) as ElementType) : null;
}

const scratch = new DataView(new ArrayBuffer(8));

export function bitsOfDouble(value: number): bigint {
  scratch.setFloat64(0, value);
  return scratch.getBigUint64(0);
}

export function bitsOfFloat(value: number): bigint {
  scratch.setFloat32(0, value);
  return BigInt(scratch.getUint32(0));
}

/** The nearest value of a float format, ties to even. Overflow gives the largest exponent with a zero mantissa. */
export function encodeFloat(type: ElementType, value: number): bigint {
  if (type === 'f64') return bitsOfDouble(value);
  if (type === 'f32') return bitsOfFloat(value);
  if (type === 'tf32') return ((bitsOfFloat(value) + 0xfffn) >> 13n) << 13n;
  const format = floatFormatOf(type);
  if (!format) throw new Error(`Expected a float type but found ${type}.`);
  const { exponentBits, mantissaBits } = format;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = value < 0 || Object.is(value, -0) ? 1n << BigInt(exponentBits + mantissaBits) : 0n;
  const size = Math.abs(value);
  if (size === 0) return sign;
  const exponent = Math.max(Math.floor(Math.log2(size)), 1 - bias);
  const scaled = size / 2 ** (exponent - mantissaBits);
  const down = Math.floor(scaled);
  const rest = scaled - down;
  const rounded = down + (rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? 1 : 0);
  // A normal number's hidden bit raises the exponent field by one; so does a carry out of the mantissa.
  return sign | (BigInt(exponent + bias - 1) * (1n << BigInt(mantissaBits)) + BigInt(rounded));
}

/** The value of a scalar float's bits. */
export function decodeFloat(type: ElementType, bits: bigint): number {
  const format = floatFormatOf(type);
  if (!format) throw new Error(`Expected a float type but found ${type}.`);
  const { exponentBits, mantissaBits } = format;
  const top = 2 ** exponentBits - 1;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = (bits >> BigInt(exponentBits + mantissaBits)) & 1n ? -1 : 1;
  const exponent = Number((bits >> BigInt(mantissaBits)) & BigInt(top));
  const mantissa = Number(bits & ((1n << BigInt(mantissaBits)) - 1n));
  if (type === 'e4m3') {
    if (exponent === top && mantissa === 7) return NaN;
  } else if (exponent === top) {
    return mantissa === 0 ? sign * Infinity : NaN;
  }
  const fraction = mantissa / 2 ** mantissaBits;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias);
  // Two steps: 2^1023 times 1.99 is finite, but 2^1024 is not.
  return sign * (1 + fraction) * 2 ** (exponent - bias);
}

/** Little-endian bits of an element. */
export function readBits(bytes: Uint8Array, at: number, count: number): bigint {
  let bits = 0n;
  for (let i = count - 1; i >= 0; i--) bits = (bits << 8n) | BigInt(bytes[at + i] ?? 0);
  return bits;
}

export function writeBits(bytes: Uint8Array, at: number, count: number, bits: bigint): void {
  for (let i = 0; i < count; i++) bytes[at + i] = Number((bits >> BigInt(8 * i)) & 0xffn);
}

/** A value for people: its bits, and what they mean. */
export function describeElement(type: ElementType, bits: bigint): string {
  const hex = `0x${bits.toString(16).padStart(2 * bytesOfElement(type), '0')}`;
  const half = halfOf(type);
  if (half) {
    const width = BigInt(4 * bytesOfElement(type));
    const mask = (1n << width) - 1n;
    const parts = [bits & mask, bits >> width].map((part) =>
      floatFormatOf(half) ? String(decodeFloat(half, part)) : String(BigInt.asIntN(Number(width), part)),
    );
    return `${hex} (${parts.join(', ')})`;
  }
  if (floatFormatOf(type)) return `${hex} (${decodeFloat(type, bits)})`;
  if (type.startsWith('s')) return `${hex} (${BigInt.asIntN(8 * bytesOfElement(type), bits)})`;
  return `${hex} (${bits})`;
}
