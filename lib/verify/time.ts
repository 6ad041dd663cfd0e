/** Rung 7: CUDA events around the whole plan, the L2 cooled before each run, until the median is known well enough. */
import type { Command } from '../native/types.js';
import { ownLaunch, pointer, u64 } from './own_launch.js';
import { stridingBlocks } from './fill.js';
import type { Gpu } from './gpu.js';
import type { LoadedPlan } from './load_plan.js';
import { median, medianInterval } from './statistics.js';
import type { Timing } from './verdict.js';

const batch = 10;
const mostSamples = 100;
/** GPU time after which sampling stops, whatever the interval: a 15 ms kernel gets some 20 runs. */
const enoughMs = 300;
/** Half the interval over the median that ends sampling. */
const wanted = 0.005;
const warmups = 3;

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

/** Times a loaded plan. Rejects with `device-lost` when it faults or does not end. */
export async function timePlan(gpu: Gpu, plan: LoadedPlan, deadlineMs: number): Promise<Timing> {
  const cool = await coolLaunch(gpu);
  const overheadMs = await eventOverheadMs(gpu);
  const warm: Command[] = Array.from({ length: warmups }, () => plan.launches)
    .flat()
    .map((launch) => ({ op: 'launch', ...launch }));
  await gpu.run(warm, deadlineMs);
  const samples: number[] = [];
  let spentMs = 0;
  while (samples.length < mostSamples && spentMs < enoughMs) {
    const commands: Command[] = Array.from({ length: batch }, (): Command[] => [
      cool,
      { op: 'timed', launches: plan.launches },
    ]).flat();
    for (const elapsed of await gpu.runHeld(commands, deadlineMs)) {
      spentMs += elapsed;
      samples.push(Math.max(0, elapsed - overheadMs));
    }
    const [low, high] = medianInterval(samples);
    if (high - low <= 2 * wanted * median(samples)) break;
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
    return median(await gpu.runHeld(commands, 10_000));
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
