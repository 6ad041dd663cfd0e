/**
 * KernelBench's own conditions: those of `scripts/eval_from_generations.py` and `scripts/run_and_check.py`, which call
 * `eval_kernel_against_ref` of `src/kernelbench/eval.py` (github.com/ScalingIntelligence/KernelBench, read at 423217d,
 * 2026-03-05). What can't be the same here stands in `docs/torch.md`.
 */

/** Before `get_init_inputs()`, before the constructor, and before the inputs of timed runs: `seed_num`. */
export const kernelBenchSeed = 42;

/**
 * Of the inputs of each trial: five of `torch.randint(0, 2**32 - 1, (1,))` after `torch.manual_seed(42)`, as
 * `run_and_check_correctness` draws them. They are numbers of PyTorch's Mersenne twister, which no version has changed.
 */
export const kernelBenchTrialSeeds = [734796314, 576165995, 2197670066, 839703249, 2584932063] as const;

/** Its modules and inputs are f32, and nobody touches PyTorch's defaults: TF32 in convolutions, not in matrix products. */
export const kernelBenchReference = { precision: 'f32', tf32: 'convolutions', seed: kernelBenchSeed } as const;

/** Of all inputs of a verdict, in the order in which they are asked for: trials, then timed runs. */
export const kernelBenchInputSeeds: readonly number[] = [...kernelBenchTrialSeeds, kernelBenchSeed];

const notAsked = 'Nobody asked whether an answer would pass that does not solve the problem, such as zeros.';

/** What warpsmith's own judgement looks at and KernelBench does not. */
const leftOut = [
  'Inputs are those of the file alone: no other family of inputs, no other size, and no parameters but those of its seed.',
  'The same inputs were not run again: outputs that differ from run to run are seen only where a trial or a timed run meets one.',
  'The reference is f32 with TF32 in convolutions, so that it is off itself, and within 1e-4 + 1e-4 × |expected| anything is right.',
];

/** A sentence each. @param asked whether it was asked what would pass without solving the problem, which KernelBench does not. */
export function kernelBenchLeavesOut(asked: boolean): string[] {
  return asked ? [...leftOut] : [...leftOut, notAsked];
}

/** Of `time_execution_with_cuda_event` with the scripts' `num_perf_trials`; `clear_l2_cache` writes 256 MiB before each run. */
export const kernelBenchTiming = { warmups: 3, discarded: 1, runs: 100, emptyingBytes: 2 ** 28 } as const;
