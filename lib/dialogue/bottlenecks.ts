/** What keeps a right kernel from being faster, from its verdict's facts alone, with advice for each. */
import { digits, percent } from '../format/quantities.js';
import { simulatorId } from '../verify/device.js';
import type { KernelResources, LaunchCounters, Verdict, VerdictOf } from '../verify/verdict.js';
import { type Ratio, loadSectors, sharedPasses, storeSectors } from './counter_ratios.js';
import { renderTemplate } from './template.js';

export type BottleneckName =
  | 'launch_bound'
  | 'coalescing'
  | 'bank_conflicts'
  | 'spills'
  | 'launches'
  | 'memory'
  | 'arithmetic'
  | 'tail'
  | 'occupancy'
  | 'latency';

export interface Bottleneck {
  name: BottleneckName;
  /** What it is and what to do about it, a few sentences on one line. */
  text: string;
}

type Pass = VerdictOf<'pass'>;
/** The slots of the bottleneck's text; null when it is none. */
type Slots = object | null;

/** From this share of the roofline on, little is left to gain. */
export const nearRoofline = 0.9;
/** Below this many milliseconds, starting a kernel weighs as much as what it does. */
const launchBound = 0.01;
const lowOccupancy = 0.25;
/** Below this share of the roofline, something else than the roofline's limit is the limit. */
const latencyBound = 0.3;
/** Sectors, and passes over the banks, beyond this multiple of the fewest possible. */
const manySectors = 2;
const manyPasses = 1.2;
/** Fewer requests than this say nothing. */
const fewestRequests = 8;
/** A last wave that is emptier than this share of the whole time. */
const longTail = 0.1;
/** One of several launches that executes this share of their instructions is the long one. */
const mostInstructions = 0.7;

/** In the order in which they are worth attacking: what is cheap to mend and costs much goes first. */
const finders: [BottleneckName, (verdict: Pass) => Slots][] = [
  ['launch_bound', ({ timing, roofline }) => when(isLaunchBound(timing, roofline), {})],
  ['coalescing', coalescing],
  ['bank_conflicts', bankConflicts],
  ['spills', spills],
  ['launches', launches],
  ['memory', (verdict) => limit(verdict, 'memory')],
  ['arithmetic', (verdict) => withMatrix(verdict, limit(verdict, 'arithmetic'))],
  ['tail', tail],
  ['occupancy', occupancy],
  ['latency', ({ roofline, timing }) => when(timing !== null && isFar(roofline, latencyBound), shareOf(roofline))],
];

/** The bottlenecks of a right kernel, the first to attack first. Throws `bad-file` when a prompt file is missing. */
export function findBottlenecks(verdict: Pass): Bottleneck[] {
  return finders.flatMap(([name, find]) => {
    const slots = find(verdict);
    if (!slots) return [];
    const text = renderTemplate(`bottlenecks/${name}`, { counted: countedWhere(verdict), ...slots });
    return [{ name, text: text.trim().replaceAll('\n', ' ') }];
  });
}

/**
 * The same as texts, for a dialogue that is to attack one of them; none for a verdict that is no pass. A kernel that is
 * close to the roofline may have none as well.
 */
export function bottlenecksOf(verdict: Verdict): string[] {
  return verdict.outcome === 'pass' ? findBottlenecks(verdict).map(({ text }) => text) : [];
}

/** Where a verdict's counters come from, in words. */
export function countedWhere({ device, problem, counted }: Pass): string {
  const place = counted?.case ?? problem.case;
  return device?.id === simulatorId ? `counted at case ${place}` : `counted on the simulator at case ${place}`;
}

function when(condition: boolean, slots: object): Slots {
  return condition ? slots : null;
}

function isLaunchBound(timing: Pass['timing'], roofline: Pass['roofline']): boolean {
  return timing !== null && (timing.medianMs < launchBound || roofline?.boundBy === 'launch');
}

/** Not for a kernel with fewer operations than the usual ones: how far it is from what these few allow nobody knows. */
function isFar(roofline: Pass['roofline'], from: number): boolean {
  if (roofline === null || roofline.usualMs !== undefined) return false;
  return roofline.boundBy !== 'launch' && roofline.share < from;
}

function shareOf(roofline: Pass['roofline']): object {
  return { share: percent(roofline?.share ?? 0) };
}

function limit({ timing, roofline }: Pass, boundBy: 'memory' | 'arithmetic'): Slots {
  const isIt = timing !== null && isFar(roofline, nearRoofline) && roofline?.boundBy === boundBy;
  return when(isIt, shareOf(roofline));
}

function withMatrix({ counters = [] }: Pass, slots: Slots): Slots {
  return slots && { ...slots, noMatrix: counters.length > 0 && counters.every(({ matrix }) => matrix === 0) };
}

/** The entry with the largest amount above zero. */
function worst<T>(entries: readonly T[], amountOf: (entry: T) => number): T | null {
  let found: T | null = null;
  for (const entry of entries) {
    const amount = amountOf(entry);
    if (amount > (found === null ? 0 : amountOf(found))) found = entry;
  }
  return found;
}

/** What is beyond the fewest possible; nothing below the multiple of it. */
function excess({ requests, actual, ideal }: Ratio, most: number): number {
  return requests >= fewestRequests && actual > most * ideal ? actual - ideal : 0;
}

function each({ requests, actual, ideal }: Ratio): { actual: string; ideal: string } {
  return { actual: digits(actual / requests, 3), ideal: digits(ideal / requests, 3) };
}

function coalescing({ counters = [] }: Pass): Slots {
  const accesses = counters.flatMap((launch) => [
    { what: 'global loads', kernel: launch.kernel, ratio: loadSectors(launch) },
    { what: 'global stores', kernel: launch.kernel, ratio: storeSectors(launch) },
  ]);
  const found = worst(accesses, ({ ratio }) => excess(ratio, manySectors));
  if (!found) return null;
  const { actual, ideal } = each(found.ratio);
  return { what: found.what, kernel: found.kernel, sectors: actual, ideal };
}

function bankConflicts({ counters = [] }: Pass): Slots {
  const found = worst(counters, (launch) => excess(sharedPasses(launch), manyPasses));
  if (!found) return null;
  const { actual, ideal } = each(sharedPasses(found));
  return { kernel: found.kernel, passes: actual, ideal };
}

function spills({ kernels }: Pass): Slots {
  const found = worst(kernels, ({ local }) => local);
  return found && { kernel: found.kernel, bytes: found.local };
}

function launches({ kernels, counters = [] }: Pass): Slots {
  if (kernels.length < 2) return null;
  const total = counters.reduce((sum, { warpInstructions }) => sum + warpInstructions, 0);
  const longest = worst(counters, ({ warpInstructions }: LaunchCounters) => warpInstructions);
  const share = longest && total > 0 ? longest.warpInstructions / total : 0;
  const isLong = counters.length === kernels.length && share >= mostInstructions;
  return { count: kernels.length, longest: isLong ? { kernel: longest?.kernel ?? '', share: percent(share) } : null };
}

function tail({ kernels }: Pass): Slots {
  const found = worst(kernels, emptyShare);
  if (!found) return null;
  const { kernel, blocks = 0, waves = 0 } = found;
  const few = blocks < multiprocessorsOf(found);
  const idle = few ? 1 - blocks / multiprocessorsOf(found) : Math.ceil(waves) - waves;
  return { kernel, blocks, few, waves: digits(waves, 3), idle: percent(idle) };
}

function multiprocessorsOf({ blocks = 0, waves = 0, blocksPerMultiprocessor }: KernelResources): number {
  return waves > 0 && blocksPerMultiprocessor ? Math.round(blocks / waves / blocksPerMultiprocessor) : 0;
}

/** Which share of a launch's time the device is partly empty for want of blocks, 0 when it does not matter. */
function emptyShare(resources: KernelResources): number {
  const { blocks, waves } = resources;
  if (blocks === undefined || waves === undefined || waves <= 0) return 0;
  // One wave that is not full has all its blocks at work: only multiprocessors without any are idle.
  const empty = waves < 1 ? 1 - blocks / multiprocessorsOf(resources) : (Math.ceil(waves) - waves) / Math.ceil(waves);
  return empty > longTail ? empty : 0;
}

function occupancy({ kernels }: Pass): Slots {
  const found = worst(kernels, ({ occupancy: share }) => (share !== null && share < lowOccupancy ? 1 - share : 0));
  return found && { kernel: found.kernel, occupancy: percent(found.occupancy ?? 0) };
}
