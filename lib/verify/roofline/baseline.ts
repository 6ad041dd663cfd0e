/** What a score is counted from: the caller's own time, or that of the problem's reference. */
import type { Command } from '../../native/types.js';
import type { Gpu } from '../gpu.js';
import { type Judged, requestOf } from '../judged.js';
import { median } from '../statistics.js';
import { coolingCommands } from '../time/cooling.js';
import { eventOverheadMs } from '../time/overhead.js';
import type { Baseline } from './weigh.js';

/** References are slow on purpose: few runs are enough, and a single one of those that take seconds. */
const mostRuns = 9;
/** Milliseconds of timed runs after which no further one is begun. */
const enoughMs = 200;

const times = new WeakMap<Gpu, Map<string, Promise<number>>>();

/**
 * Null where there is neither a given time nor a reference, or where the median is with a warm L2. The reference is timed with a cold L2 on inputs of the
 * problem's own kind, once for each problem, case and process; the trials' tensors move meanwhile.
 */
export async function baselineOf(gpu: Gpu, judged: Judged): Promise<Baseline | null> {
  const { baselineMs, l2 } = judged.settled.recorded;
  if (baselineMs !== undefined) return { ms: baselineMs, source: 'given' };
  const { referenceSha256 } = judged.record;
  if (referenceSha256 === null || l2 === 'warm') return null;
  const known = times.get(gpu) ?? new Map<string, Promise<number>>();
  times.set(gpu, known);
  const key = JSON.stringify([referenceSha256, judged.contract]);
  let time = known.get(key);
  if (!time) {
    time = timeReference(gpu, judged);
    known.set(key, time);
    time.catch(() => known.delete(key));
  }
  return { ms: await time, source: 'reference' };
}

/** Median milliseconds. */
async function timeReference(gpu: Gpu, judged: Judged): Promise<number> {
  const { deadlineMs } = judged.settled.recorded;
  const trial = await judged.trials.begin(requestOf(judged, 0));
  const launches = await trial.referenceLaunches();
  const cool = await coolingCommands(gpu);
  const overheadMs = await eventOverheadMs(gpu);
  const run = async (before: readonly Command[]): Promise<number> => {
    const [elapsed = Number.NaN] = await gpu.run([...before, { op: 'timed', launches }], deadlineMs);
    return Math.max(0, elapsed - overheadMs);
  };
  // The first run makes the inputs, and warms up what it needs; one that takes long is worth counting.
  const first = await run([...(await trial.prepare()), ...cool]);
  const samples: number[] = first >= enoughMs ? [first] : [];
  let spentMs = first;
  while (samples.length < mostRuns && (samples.length === 0 || spentMs < enoughMs)) {
    const ms = await run(cool);
    samples.push(ms);
    spentMs += ms;
  }
  return median(samples);
}
