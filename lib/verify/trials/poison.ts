/**
 * What memory holds before a candidate runs: 32-bit words that begin again every four bytes, another in every trial.
 * A candidate that reads its outputs first learns nothing that it could tell one run from another by.
 */
import { type Dtype, dtypes } from '../../format/dtype.js';
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Buffer, Command } from '../../native/types.js';
import { randomBelow } from '../../format/seeded.js';
import { type RealDtype, isReal } from '../tolerance/real_formats.js';

/**
 * "nan": a quiet NaN with a random payload, which no arithmetic makes: what still holds it was never written.
 * "number": a value from 1/4 to 2 of either sign, as results look like, for a candidate that looks for NaNs.
 */
export type PoisonKind = 'nan' | 'number';

/** The words of one float format: those from `low` on, in units of the format's own width or of its upper word. */
interface Words {
  low: number;
  span: number;
}

/**
 * Without the sign bit. The NaN that an H100 makes, all ones without the sign, and the one that compilers write, no
 * payload at all, are left out: a right NaN must not be taken for poison.
 */
const real: Record<RealDtype, Record<PoisonKind, Words>> = {
  f64: { nan: { low: 0x7ff80001, span: 0x7fffe }, number: { low: 0x3fd00000, span: 0x300000 } },
  f32: { nan: { low: 0x7fc00001, span: 0x3ffffe }, number: { low: 0x3e800000, span: 0x1800000 } },
  f16: { nan: { low: 0x7e01, span: 0x1fe }, number: { low: 0x3400, span: 0xc00 } },
  bf16: { nan: { low: 0x7fc1, span: 0x3e }, number: { low: 0x3e80, span: 0x180 } },
};

/** A byte that no bool is and that sums and counts rarely are. */
function oddByte(seed: number): number {
  return 0x21 + randomBelow(0x3e, seed, 3) + 0x80 * randomBelow(2, seed, 4);
}

/**
 * The word that fills a tensor of `dtype`, below 2^32. Every element holds the same bytes: of wide elements the word
 * several times, of narrow ones a part that the word repeats.
 */
export function poisonOf({ dtype }: { dtype: Dtype }, seed: number, kind: PoisonKind = 'nan'): number {
  if (!isReal(dtype)) {
    const { bytes } = dtypes[dtype];
    return bytes === 1 ? repeated(oddByte(seed), 8) : 0x40000000 + randomBelow(0x30000000, seed, 2);
  }
  const { low, span } = real[dtype][kind];
  const value = low + randomBelow(span, seed, 1);
  const width = dtypes[dtype].bytes === 2 ? 16 : 32;
  const signed = value + randomBelow(2, seed, 5) * 2 ** (width - 1);
  return repeated(signed, width);
}

/** Another word, for the expected output: an element that nobody writes must not be taken for right. */
export function expectedPoisonOf(tensor: { dtype: Dtype }, seed: number): number {
  const taken = poisonOf(tensor, seed);
  let other = seed + 1;
  while (poisonOf(tensor, other) === taken) other++;
  return poisonOf(tensor, other);
}

function repeated(value: number, width: 8 | 16 | 32): number {
  if (width === 32) return value;
  return width === 16 ? value * 0x10001 : value * 0x1010101;
}

/** Sets a whole tensor to a word; the simulator takes it for never written. */
export function poisonCommand({ bytes }: Pick<TensorSpec, 'bytes'>, buffer: Buffer, word: number): Command {
  return { op: 'set', buffer, offset: 0, bytes, value: word, word: true, poison: true };
}
