/** How a module's inputs are drawn in trials: as its file does, but so that an answer that leaves one out is seen. */
import type { Fill } from '../format/schema.js';
import { dtypes } from '../format/dtype.js';
import type { DescribedInput } from './protocol.js';

/** Around a parameter that starts as a constant, such as the weight of a norm: as a share of it, and around 0. */
const spread = 0.25;

/** Null for an input that only the file can make. */
export function fillOf({ from, dtype, draw }: DescribedInput): Fill | null {
  if (draw === 'made') return null;
  if (!('constant' in draw) || from !== 'parameter' || dtypes[dtype].kind !== 'real') return draw;
  // Training moves it, and a kernel that takes it for the constant is wrong.
  return { normal: [draw.constant, spread * Math.max(1, Math.abs(draw.constant))] };
}

/** Whether its values may be any numbers: a trained parameter's may. */
export function isFree(input: DescribedInput): boolean {
  const fill = fillOf(input);
  return input.from === 'parameter' && fill !== null && dtypes[input.dtype].kind === 'real' && !('constant' in fill);
}
