/** Conditions of other harnesses that a candidate can be judged under, by name. */
import { WarpsmithError } from '../../errors.js';
import type { LoadedProblem } from '../../problem/problem.js';
import type { NamedTensors } from '../../problem/tensor.js';
import type { SettledOptions } from '../options.js';
import { kernelBenchInputSeeds, kernelBenchReference, kernelBenchTrialSeeds } from './kernelbench.js';

export const conditionsNames = ['kernelbench'] as const;
export type ConditionsName = (typeof conditionsNames)[number];

/**
 * The problem as the conditions have it: a reference in their precision, and all inputs made by the module's own file,
 * parameters with them. What nobody draws has one family only.
 */
export function underConditions(conditions: ConditionsName, loaded: LoadedProblem): LoadedProblem {
  const { problem, contract } = loaded;
  if (!problem.torch) throw new Error(`Expected a PyTorch module for the conditions "${conditions}".`);
  const inputs = contract.inputs.map((input) => ({ ...input, fill: null, made: true }));
  return {
    problem: {
      ...problem,
      torch: { ...problem.torch, ...kernelBenchReference, trialSeeds: [...kernelBenchInputSeeds] },
    },
    contract: { ...contract, inputs },
  };
}

/** Of a trial's inputs; `trial` from 0. */
export function trialSeed({ seed, recorded }: SettledOptions, trial: number): number {
  if (!recorded.conditions) return seed + trial;
  const own = kernelBenchTrialSeeds[trial];
  if (own === undefined) throw new Error(`Expected at most ${kernelBenchTrialSeeds.length} trials.`);
  return own;
}

/** Throws `bad-option` where there is no module whose inputs could be made as its file makes them, or one with its own TF32. */
export function assertFits(conditions: ConditionsName, inputs: LoadedProblem | NamedTensors): void {
  const torch = 'problem' in inputs ? inputs.problem.torch : undefined;
  if (torch && !torch.tf32) return;
  if (torch) {
    throw new WarpsmithError(
      'bad-option',
      `Expected no choice of TF32 beside the conditions "${conditions}", which leave it as PyTorch has it. Leave one out.`,
    );
  }
  const found = 'problem' in inputs ? `the problem ${inputs.problem.name}, whose reference is kernels` : 'tensors';
  throw new WarpsmithError(
    'bad-option',
    `Expected a PyTorch module for the conditions "${conditions}" but found ${found}. Name a file with --torch or --kernelbench, or leave the conditions out.`,
  );
}
