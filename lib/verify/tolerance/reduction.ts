/** How many terms an output element sums: what reordering can change grows with it. */
import type { TensorSpec } from '../../format/tensor_spec.js';
import type { Contract } from '../../problem/contract.js';
import type { ReferenceFacts } from './reference_facts.js';

export interface Reduction {
  length: number;
  /** Where the length comes from, as half a sentence. */
  from: string;
}

/** Sizes of an input whose labels no output has: what is summed away. A size written as a number counts as such. */
function summedAway(input: TensorSpec, outputLabels: ReadonlySet<string>): number {
  return input.shape.reduce((product, size, i) => {
    const label = input.labels[i] ?? '';
    return outputLabels.has(label) && !/^\d+$/.test(label) ? product : product * size;
  }, 1);
}

/**
 * The header's `reduction`; else, of a reference that computes each element of a few loads without a loop, how many;
 * else what the inputs' dimensions tell: those that the outputs lack, as K of a matrix product, and without any, as of
 * softmax, the longest.
 */
export function reductionOf({ reduction, inputs, outputs }: Contract, reference: ReferenceFacts | null): Reduction {
  if (reduction !== undefined && reduction !== null) return { length: reduction, from: 'as the problem says' };
  if (reference?.loads !== undefined && reference.loads !== null) {
    return { length: Math.max(1, reference.loads), from: 'what a thread of the reference loads' };
  }
  const labels = new Set(outputs.flatMap((output) => output.labels));
  const away = Math.max(1, ...inputs.map((input) => summedAway(input, labels)));
  if (away > 1) return { length: away, from: 'the dimensions that the outputs lack' };
  const longest = Math.max(1, ...inputs.flatMap(({ shape }) => shape));
  return { length: longest, from: "the inputs' longest dimension" };
}
