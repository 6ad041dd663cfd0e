/** What two events cost by themselves, which is taken off every sample. */
import type { Command, Launch } from '../../native/types.js';
import type { Gpu } from '../gpu.js';
import { ownLaunch } from '../own_launch.js';
import { middleMean } from '../statistics.js';
import { coolingCommands } from './cooling.js';

/**
 * Two events add less to a kernel than lies between two events with nothing between them: part of what the second one
 * waits for, a launch waits for as well. Measured on an H100 (driver 580, `bench/results/2026-11-22-timing.json`):
 * 1.28 µs between two events; around an empty kernel and around a vector addition 1.07 and 1.09 µs more than the
 * `gpu__time_duration` that Nsight Compute reads for them.
 */
const shareOfNothing = 0.84;

const overheadRuns = 40;
const deadlineMs = 10_000;

/**
 * Timings of an empty kernel, and of nothing at all, run as candidates are; milliseconds, means of the middle halves:
 * the clock behind events ticks every 32 ns, too coarse for a median.
 */
export async function timeEmpty(gpu: Gpu, runs: number): Promise<{ emptyKernelMs: number; nothingMs: number }> {
  const { empty } = await gpu.kernels.plain();
  const launch = ownLaunch(empty, 1, []);
  return { emptyKernelMs: await timeLaunches(gpu, [launch], runs), nothingMs: await timeLaunches(gpu, [], runs) };
}

async function timeLaunches(gpu: Gpu, launches: Launch[], runs: number): Promise<number> {
  const cool = await coolingCommands(gpu);
  const commands: Command[] = [...cool, { op: 'timed', launches }];
  // Not held back: with their first launch, kernels may be loaded for good.
  await gpu.run(commands, deadlineMs);
  const how = { batches: [{ commands }], first: 0, runs, resetsRounds: false, deadlineMs, hold: true };
  return middleMean(await gpu.repeat(how));
}

const overheads = new WeakMap<Gpu, Promise<number>>();

/** What two events add to the launches between them, measured once for each GPU; milliseconds. */
export function eventOverheadMs(gpu: Gpu): Promise<number> {
  let overhead = overheads.get(gpu);
  if (!overhead) {
    overhead = timeLaunches(gpu, [], overheadRuns).then((nothingMs) => shareOfNothing * nothingMs);
    overheads.set(gpu, overhead);
    overhead.catch(() => overheads.delete(gpu));
  }
  return overhead;
}
