import type { Roofline, Timing, VerdictOf } from '../../verify/verdict.js';
import { kernelRows } from './kernels.js';
import { clip, digits, duration, percent } from '../../format/quantities.js';
import { counterFacts } from '../../verify/counter_facts.js';
import { simulatorId } from '../../verify/device.js';
import { outputView } from './output.js';

/** Differences below this share of the best time are called none. */
const sameTime = 0.005;
/** From this share of the roofline on, little is left to gain. */
const nearRoofline = 0.9;
/** Below this many milliseconds, starting a kernel weighs as much as what it does. */
const launchBound = 0.01;
const lowOccupancy = 0.25;
const mostLaunches = 12;

/** The slots of prompts/feedback/pass.md; which advice is given follows from the measured facts alone. */
export function passView(verdict: VerdictOf<'pass'>, bestMs: number | null): object {
  const { timing, roofline, kernels } = verdict;
  const simulated = verdict.device?.id === simulatorId;
  const far = roofline !== null && timing !== null && roofline.share < nearRoofline;
  const largestErrorShare = Math.max(0, ...Object.values(verdict.errorShare));
  return {
    trials: verdict.trials,
    errorShare: percent(largestErrorShare),
    untimed: timing === null && !simulated,
    simulated,
    launches: launchViews(verdict),
    ...outputView(verdict),
    timing: timing && timingView(timing, bestMs),
    roofline: roofline && timing && rooflineView(roofline, timing),
    kernels: kernelRows(kernels),
    // The simulator knows nothing of registers, which is most of the table.
    hasKernels: kernels.length > 0 && !simulated,
    memoryAdvice: far && roofline.boundBy === 'memory',
    arithmeticAdvice: far && roofline.boundBy === 'arithmetic',
    nearRoofline: roofline !== null && timing !== null && !far,
    spills: kernels.some((kernel) => kernel.local > 0),
    lowOccupancy: kernels.some((kernel) => kernel.occupancy !== null && kernel.occupancy < lowOccupancy),
    severalLaunches: kernels.length > 1 ? { count: kernels.length } : null,
    launchBound: timing !== null && (timing.medianMs < launchBound || roofline?.boundBy === 'launch'),
    slower: timing !== null && bestMs !== null && timing.medianMs > bestMs * (1 + sameTime),
  };
}

/** Launches of which the simulator's counters tell something. */
function launchViews({ counters = [] }: VerdictOf<'pass'>): object[] {
  return counters.slice(0, mostLaunches).flatMap((launch) => {
    const facts = counterFacts(launch);
    return facts.length > 0 ? [{ launch: clip(launch.kernel, 80), facts: facts.join('; ') }] : [];
  });
}

function timingView({ medianMs, intervalMs, graph }: Timing, bestMs: number | null): object {
  const ratio = bestMs === null ? 1 : medianMs / bestMs;
  return {
    median: duration(medianMs),
    interval: `${duration(intervalMs[0])} to ${duration(intervalMs[1])}`,
    graph: graph ? duration(graph.medianMs) : null,
    first: bestMs === null,
    faster: ratio < 1 - sameTime ? { best: duration(bestMs!), times: digits(1 / ratio, 3) } : null,
    slowerThan: ratio > 1 + sameTime ? { best: duration(bestMs!), times: digits(ratio, 3) } : null,
    same: bestMs !== null && Math.abs(ratio - 1) <= sameTime ? { best: duration(bestMs) } : null,
  };
}

function rooflineView(roofline: Roofline, { medianMs }: Timing): object {
  const perSecond = 1000 / medianMs;
  return {
    floor: duration(roofline.floorMs),
    share: percent(roofline.share),
    memory: roofline.boundBy === 'memory' && roofline.peakBytesPerSecond !== null,
    l2: roofline.boundBy === 'l2',
    launch: roofline.boundBy === 'launch',
    gigabytes: digits((roofline.bytes * perSecond) / 1e9),
    peakGigabytes: digits((roofline.peakBytesPerSecond ?? 0) / 1e9),
    arithmetic:
      roofline.boundBy !== 'arithmetic' || roofline.peakOperationsPerSecond === null
        ? null
        : {
            operations: digits((roofline.operations * perSecond) / 1e12),
            peakOperations: digits(roofline.peakOperationsPerSecond / 1e12),
          },
  };
}
