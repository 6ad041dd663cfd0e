/** Rung 7: CUDA events around the whole plan, the L2 cooled before each run, until the median is known well enough. */
import type { Command, Launch } from '../native/types.js';
import { ownLaunch, pointer, u64 } from './own_launch.js';
import { stridingBlocks } from './fill.js';
import type { Gpu } from './gpu.js';
import type { LoadedPlan } from './load_plan.js';
import { median, medianInterval } from './statistics.js';
import type { Timing } from './verdict.js';

/**
 * Launches and events in one batch. Behind some twenty of them a short kernel takes up to a quarter longer, whatever the
 * host does meanwhile: measured by position, a batch of 20 runs has its last five at 5.8 µs and those before at 6.5 to
 * 7.3 µs, a batch of 4 all at 5.8 µs (Nsight Compute, one launch at a time: 6.0 µs).
 */
const mostInBatch = 16;
/** GPU time of one batch, so that the deadline is for a single run of a slow plan. */
const batchMs = 50;
/** A plan that takes seconds gets this many, and every other one at least `wantedSamples`. */
const fewestSamples = 5;
const wantedSamples = 10;
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

/** Timed runs, each behind a cooled L2, that fit in one batch; at least one, at most `runs`. */
function coldBatch(cool: Command, launches: Launch[], runs: number): Command[] {
  const run: Command[] = [cool, { op: 'timed', launches }];
  const fitting = Math.floor(mostInBatch / (launches.length + 3));
  return Array.from({ length: Math.max(1, Math.min(fitting, runs)) }, () => run).flat();
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
  const batch = coldBatch(cool, plan.launches, Math.round(batchMs / lastMs));
  const samples: number[] = [];
  let spentMs = 0;
  while (samples.length < mostSamples && (samples.length < fewestSamples || spentMs < enoughMs)) {
    for (const elapsed of await gpu.runHeld(batch, deadlineMs)) {
      spentMs += elapsed;
      samples.push(Math.max(0, elapsed - overheadMs));
    }
    const [low, high] = medianInterval(samples);
    if (samples.length >= wantedSamples && high - low <= 2 * wanted * median(samples)) break;
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

/** The median of at least `runs` timings of an empty kernel, and of nothing at all; milliseconds. */
export async function timeEmpty(gpu: Gpu, runs: number): Promise<{ emptyKernelMs: number; nothingMs: number }> {
  const cool = await coolLaunch(gpu);
  const { empty } = await gpu.kernels.plain();
  const time = async (launches: Launch[]): Promise<number> => {
    const samples: number[] = [];
    while (samples.length < runs) samples.push(...(await gpu.runHeld(coldBatch(cool, launches, runs), 10_000)));
    return median(samples);
  };
  const launch = ownLaunch(empty, 1, []);
  await time([launch]);
  return { emptyKernelMs: await time([launch]), nothingMs: await time([]) };
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
