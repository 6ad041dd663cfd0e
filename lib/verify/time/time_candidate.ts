/** The rung `time` for a candidate that passed those before it. */
import { Allocations } from '../allocations.js';
import { kernelBenchSeed } from '../conditions/kernelbench.js';
import type { Gpu } from '../gpu.js';
import type { Judged } from '../judged.js';
import type { Cooling } from './cooling.js';
import { bytesOfSet, isHuge, makeSets } from './input_sets.js';
import { type Timed, timePlan } from './time_plan.js';

/** What timing takes of what is judged. */
export type Timeable = Pick<Judged, 'contract' | 'candidate' | 'trials' | 'settled' | 'options'> & {
  record: Pick<Judged['record'], 'found'>;
};

/**
 * Times it, and checks the outputs of its timed runs. Moves the trials' tensors: the last trial can't be judged again.
 * Rejects with `device-lost` when it faults or does not end, with `device-out-of-memory`, and with `aborted`.
 */
export async function timeCandidate(gpu: Gpu, judged: Timeable, cooling?: Cooling): Promise<Timed> {
  const { contract, candidate, trials, settled, options, record } = judged;
  const { deadlineMs, l2, bestMs, conditions } = settled.recorded;
  const allocations = new Allocations(gpu.native, gpu.pool);
  try {
    const request = {
      contract,
      workspaces: candidate.plan.workspaces,
      runSeed: settled.seed,
      trials: settled.recorded.trials,
      deadlineMs,
      ...(conditions ? { onlySeed: kernelBenchSeed } : {}),
    };
    const sets = await makeSets(gpu, trials, request, allocations);
    return await timePlan(gpu, sets, {
      deadlineMs,
      l2,
      bestMs,
      conditions,
      persists: record.found?.persists,
      isTight: isHuge(bytesOfSet(contract, candidate.plan.workspaces)),
      allocations,
      signal: options.signal,
      onProgress: () => options.onProgress?.({ rung: 'time' }),
      ...(cooling ? { cooling } : {}),
    });
  } finally {
    allocations.release();
  }
}
