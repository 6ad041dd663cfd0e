/** How far the families "large" and "tiny" move the size of inputs. */
import { dtypes } from '../../format/dtype.js';
import type { Contract } from '../contract.js';

/**
 * Powers of two by which the product of all real inputs grows and shrinks. An f16 output of a long sum of products has
 * an RMS near 64 already and ends at 65504; bf16 has the range of f32 but 8 bits, so that scores of an attention that are
 * much larger would leave every weight to chance. With f32, softmax meets inputs whose exponential overflows.
 */
const exponents = {
  f64: { large: 30, tiny: -60 },
  f32: { large: 10, tiny: -20 },
  bf16: { large: 6, tiny: -20 },
  f16: { large: 6, tiny: -10 },
} as const;

type RealDtype = keyof typeof exponents;

/**
 * The factor for each real input of a contract. It is shared out among them, since sizes multiply in a product: two
 * inputs of f32 grow 32-fold each, one alone 1024-fold.
 */
export function scaleOf(contract: Contract, direction: 'large' | 'tiny'): number {
  const reals = [...contract.inputs, ...contract.outputs].filter(({ dtype }) => dtypes[dtype].kind === 'real');
  const narrowest = (['f16', 'bf16', 'f32'] as const).find((name) => reals.some(({ dtype }) => dtype === name));
  const exponent = exponents[(narrowest ?? 'f64') satisfies RealDtype][direction];
  const inputs = contract.inputs.filter(({ dtype }) => dtypes[dtype].kind === 'real').length;
  return 2 ** (exponent / Math.max(1, inputs));
}
