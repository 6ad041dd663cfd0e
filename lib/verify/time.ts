/** Rung 7: CUDA events around the whole plan, the L2 cooled before each run, until the median is known well enough. */
import type { Command } from '../native/types.js';
import { ownLaunch, pointer, u64 } from './own_launch.js';
import { stridingBlocks } from './fill.js';
import type { Gpu } from './gpu.js';
import type { LoadedPlan } from './load_plan.js';
import { median, medianInterval } from './statistics.js';
import type { Timing } from './verdict.js';

/** Runs in one batch: as many as take about 50 ms of GPU time, so that the deadline is for a single run of a slow plan. */
const batchMs = 50;
const mostInBatch = 20;
/** Launches of the cooling kernel, some 70 µs each, that go before a batch: see `preRoll`. */
const preRollLaunches = 10;
const fewestSamples = 5;
const mostSamples = 100;
/** GPU time after which sampling stops, whatever the interval: a 15 ms kernel gets some 20 runs. */
const enoughMs = 300;
/** Half the interval over the median that ends sampling. */
const wanted = 0.005;
const mostWarmups = 3;
/** GPU time after which warming up stops. */
const warmMs = 100;

async function coolLaunch(gpu: Gpu): Promise<Command> {
  const { cool } = await gpu.kernels.plain();
  const buffer = await gpu.coolingBuffer();
  const count = buffer.bytes / 16;
  // The sink is never written; the buffer itself will do.
  return {
    op: 'launch',
    ...ownLaunch(cool, stridingBlocks(gpu, count), [pointer(buffer), u64(count), pointer(buffer)]),
  };
}

/** After idling, a GPU runs slower for about half a millisecond: the first samples of a batch were 8% longer. */
function preRoll(cool: Command): Command[] {
  return Array.from({ length: preRollLaunches }, () => cool);
}

/** Runs the plan until it is warm; the milliseconds of its last run, and how many there were. */
async function warmUp(gpu: Gpu, plan: LoadedPlan, deadlineMs: number): Promise<{ lastMs: number; warmups: number }> {
  let spentMs = 0;
  let lastMs = 0;
  let warmups = 0;
  while (warmups < mostWarmups && spentMs < warmMs) {
    [lastMs = 0] = await gpu.run([{ op: 'timed', launches: plan.launches }], deadlineMs);
    spentMs += lastMs;
    warmups++;
  }
  return { lastMs, warmups };
}

/**
 * Times a loaded plan. Rejects with `device-lost` when it faults, or when a run of it takes longer than `deadlineMs`.
 */
export async function timePlan(gpu: Gpu, plan: LoadedPlan, deadlineMs: number): Promise<Timing> {
  const cool = await coolLaunch(gpu);
  const overheadMs = await eventOverheadMs(gpu);
  const { lastMs, warmups } = await warmUp(gpu, plan, deadlineMs);
  const inBatch = Math.max(1, Math.min(mostInBatch, Math.round(batchMs / lastMs)));
  const run: Command[] = [cool, { op: 'timed', launches: plan.launches }];
  const batch = [...preRoll(cool), ...Array.from({ length: inBatch }, () => run).flat()];
  const samples: number[] = [];
  let spentMs = 0;
  while (samples.length < mostSamples && (samples.length < fewestSamples || spentMs < enoughMs)) {
    for (const elapsed of await gpu.runHeld(batch, deadlineMs)) {
      spentMs += elapsed;
      samples.push(Math.max(0, elapsed - overheadMs));
    }
    const [low, high] = medianInterval(samples);
    if (samples.length >= fewestSamples && high - low <= 2 * wanted * median(samples)) break;
  }
  return {
    medianMs: median(samples),
    minMs: Math.min(...samples),
    intervalMs: medianInterval(samples),
    samplesMs: samples,
    eventOverheadMs: overheadMs,
    warmups,
    l2: 'cold',
  };
}

/** The median of `runs` timings of an empty kernel, and of nothing at all, each behind a cooled L2; milliseconds. */
export async function timeEmpty(gpu: Gpu, runs: number): Promise<{ emptyKernelMs: number; nothingMs: number }> {
  const cool = await coolLaunch(gpu);
  const { empty } = await gpu.kernels.plain();
  const time = async (launches: Parameters<typeof ownLaunch>[0][]): Promise<number> => {
    const timed: Command = { op: 'timed', launches: launches.map((kernel) => ownLaunch(kernel, 1, [])) };
    const commands = Array.from({ length: runs }, (): Command[] => [cool, timed]).flat();
    return median(await gpu.runHeld([...preRoll(cool), ...commands], 10_000));
  };
  await time([empty]);
  return { emptyKernelMs: await time([empty]), nothingMs: await time([]) };
}

const overheads = new WeakMap<Gpu, Promise<number>>();

/** What two events cost by themselves, measured once for each GPU; milliseconds. */
function eventOverheadMs(gpu: Gpu): Promise<number> {
  let overhead = overheads.get(gpu);
  if (!overhead) {
    overhead = timeEmpty(gpu, 20).then(({ nothingMs }) => nothingMs);
    overheads.set(gpu, overhead);
    overhead.catch(() => overheads.delete(gpu));
  }
  return overhead;
}
