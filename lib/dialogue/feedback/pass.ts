import { usualOperationsText } from '../../verify/roofline/usual_text.js';
import type { Roofline, Timing, VerdictOf } from '../../verify/verdict.js';
import { kernelRows } from './kernels.js';
import { clip, digits, dimsText, duration, firstOf, percent } from '../../format/quantities.js';
import { counterFacts } from '../../verify/counter_facts.js';
import { simulatorId } from '../../verify/device.js';
import { findBottlenecks, nearRoofline } from '../bottlenecks.js';
import { type Ratio, loadSectors, sharedPasses, storeSectors } from '../counter_ratios.js';
import { outputView } from './output.js';

/** Differences below this share of the best time are called none. */
const sameTime = 0.005;
const mostLaunches = 12;

/** The slots of prompts/feedback/pass.md; which advice is given follows from the measured facts alone. */
export function passView(verdict: VerdictOf<'pass'>, bestMs: number | null, most: number): object {
  const { timing, roofline, kernels } = verdict;
  const simulated = verdict.device?.id === simulatorId;
  const largestErrorShare = Math.max(0, ...Object.values(verdict.errorShare));
  const { shown, more } = firstOf(findBottlenecks(verdict), most);
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
    counted: simulated ? null : countedView(verdict),
    bottlenecks: shown.map(({ text }) => ({ text })),
    more,
    nearRoofline: roofline !== null && timing !== null && roofline.share >= nearRoofline,
    slower: timing !== null && bestMs !== null && timing.medianMs > bestMs * (1 + sameTime),
  };
}

/** What the simulator counted beside the GPU, as rows of a table. */
function countedView({ counters, counted }: VerdictOf<'pass'>): object | null {
  if (!counters || !counted || counters.length === 0) return null;
  const rows = counters.slice(0, mostLaunches).map((launch) => ({
    kernel: clip(launch.kernel, 80),
    loads: ratioText(loadSectors(launch)),
    stores: ratioText(storeSectors(launch)),
    passes: ratioText(sharedPasses(launch)),
  }));
  return { smallCase: counted.case, dims: dimsText(counted.dims), rows };
}

function ratioText({ requests, actual, ideal }: Ratio): string {
  if (requests === 0) return 'none';
  return `${digits(actual / requests, 3)} (${digits(ideal / requests, 3)})`;
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
  const { usualMs } = roofline;
  // Whoever beats the usual operations may still be limited by those that are left.
  const boundBy = usualMs === undefined ? roofline.boundBy : null;
  return {
    floor: duration(roofline.floorMs),
    share: percent(roofline.share),
    usual: usualOperationsText(roofline),
    beaten: usualMs === undefined ? null : { usualTime: duration(usualMs) },
    memory: boundBy === 'memory' && roofline.peakBytesPerSecond !== null,
    l2: boundBy === 'l2',
    launch: boundBy === 'launch',
    gigabytes: digits((roofline.bytes * perSecond) / 1e9),
    peakGigabytes: digits((roofline.peakBytesPerSecond ?? 0) / 1e9),
    arithmetic:
      boundBy !== 'arithmetic' || roofline.peakOperationsPerSecond === null
        ? null
        : {
            operations: digits((roofline.operations * perSecond) / 1e12),
            peakOperations: digits(roofline.peakOperationsPerSecond / 1e12),
          },
  };
}
