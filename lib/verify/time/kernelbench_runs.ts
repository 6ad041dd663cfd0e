/** Timed runs as KernelBench makes them: `time_execution_with_cuda_event` of its `src/kernelbench/timing.py`. */
import type { Command } from '../../native/types.js';
import type { Allocations } from '../allocations.js';
import { kernelBenchTiming } from '../conditions/kernelbench.js';
import { type KernelBenchTiming, kernelBenchTimingOf } from '../conditions/kernelbench_timing.js';
import type { Gpu } from '../gpu.js';
import type { TimedSet } from './timed_set.js';

/** What a run is made of, beside the set's own poison. */
interface Parts {
  /** Goes before the first event, and writes what pushes all else out of the L2. */
  empty: Command;
  timed: Command;
}

/** One run after the other, each a batch that the host waits for: the warm-ups, the run that does not count, the others. */
export function kernelBenchBatches(set: Pick<TimedSet, 'poison' | 'launches'>, { empty, timed }: Parts): Command[][] {
  const { warmups, discarded, runs } = kernelBenchTiming;
  const warmUp = [...set.poison, ...set.launches.map((launch): Command => ({ op: 'launch', ...launch }))];
  // A workspace that has to hold zeros holds them before each run.
  const run = [...set.poison, empty, timed];
  return [...Array<Command[]>(warmups).fill(warmUp), ...Array<Command[]>(discarded + runs).fill(run)];
}

/**
 * Times a set whose inputs are there. `between` is called before each run; what it
 * throws ends the series. Rejects with `device-lost` when a run faults or takes longer than the deadline, and with
 * `device-out-of-memory`.
 */
export async function timeAsKernelBench(
  gpu: Gpu,
  set: TimedSet,
  { deadlineMs, allocations, between }: { deadlineMs: number; allocations: Allocations; between: () => void },
): Promise<KernelBenchTiming> {
  const bytes = kernelBenchTiming.emptyingBytes;
  const buffer = await allocations.buffer(bytes);
  const parts: Parts = {
    empty: { op: 'set', buffer, offset: 0, bytes, value: 42 },
    timed: { op: 'timed', launches: set.launches },
  };
  const samplesMs: number[] = [];
  for (const batch of kernelBenchBatches(set, parts)) {
    between();
    samplesMs.push(...(await gpu.run(batch, deadlineMs)));
  }
  return kernelBenchTimingOf(samplesMs);
}
