/** What is made of single runs, and when a plan has been timed often enough: rules over the runs' times alone. */
import { median, medianInterval } from '../statistics.js';
import { launchPhases } from './phases.js';

/**
 * A short plan's runs fall on few values 0.22 µs apart (on an H100: 3.63, 3.86, 4.08), one as often as the next, so that
 * the median of runs leaps between them: from process to process by 5%. That of means does not, each of which has a run
 * from every place where a launch may begin.
 */
const shortMs = 0.02;
const averagedWhenShort = launchPhases;

/** How many runs in a row are averaged, before the median is taken; 1 for none. */
export function averagedOf(runsMs: readonly number[]): number {
  return median(runsMs) < shortMs ? averagedWhenShort : 1;
}

/** What the median is that of: runs, or means of `averagedOf` of them in a row, where a last few may be left over. */
export function samplesOf(runsMs: readonly number[]): number[] {
  const size = averagedOf(runsMs);
  return Array.from({ length: Math.floor(runsMs.length / size) }, (_, i) => {
    const some = runsMs.slice(i * size, (i + 1) * size);
    return some.reduce((sum, ms) => sum + ms, 0) / size;
  });
}

/** Width of the median's 95% interval over the median at which sampling ends: the median is known to about ±0.5%. */
export const wantedWidth = 0.01;
/** Floor: few samples that agree by chance have a narrow interval too. */
const leastSamples = 30;
/** Of means. */
const leastAverages = 10;
/** Milliseconds of timed runs after which `leastWhenSlow` samples will do: long runs vary little. */
const slowMs = 30;
const leastWhenSlow = 10;
/** Ceiling, whatever the interval. */
export const mostSamples = 300;
const mostMs = 400;
/** A plan that takes seconds still gets this many, or one for each set of inputs if those are more. */
const fewestSamples = 5;

/** Width of the 95% interval of the median, as a share of the median. */
export function relativeWidth(runsMs: readonly number[]): number {
  const samples = samplesOf(runsMs);
  const [low, high] = medianInterval(samples);
  return (high - low) / median(samples);
}

/** Whether the median is as well known as is wanted. */
export function isSettled(runsMs: readonly number[]): boolean {
  // Of something that takes no time at all the median is known.
  return samplesOf(runsMs).length > fewestSamples && !(relativeWidth(runsMs) > wantedWidth);
}

/** How many times longer than the best so far a plan takes that is not worth knowing better. */
const hopelessShare = 2;

/** Whether even the quickest of a plan's runs, of which there are a few, took more than twice as long as the best plan. */
export function isHopeless(runsMs: readonly number[], bestMs: number): boolean {
  return runsMs.length > fewestSamples && Math.min(...runsMs) > hopelessShare * bestMs;
}

/** Runs that may be under way before anyone looks: a caller who wants to stop waits for them. */
const mostAtOnce = 24;
/** The same in milliseconds of the plan's own time. */
const mostMsAtOnce = 50;
/** Of the runs so far: many of them look the same after a few more. */
const moreShare = 0.2;

/**
 * How many more runs to make before asking `isEnough` again: as many as are needed in any case, then a few at a time. In
 * rounds, of which each has a run of every set.
 *
 * @param runsMs as in `isEnough`; so is `sets`.
 */
export function runsUntilNextLook(runsMs: readonly number[], sets: number): number {
  const runs = runsMs.length;
  if (runs === 0) return sets;
  const averaged = averagedOf(runsMs);
  const typicalMs = median(runsMs);
  const least =
    averaged > 1 ? leastAverages * averaged : Math.min(leastSamples, Math.max(leastWhenSlow, slowMs / typicalMs));
  const quick = Math.min(mostAtOnce, Math.floor(mostMsAtOnce / typicalMs));
  const more = runs < least ? least - runs : Math.max(averaged, Math.ceil(moreShare * runs));
  const wanted = Math.max(1, Math.min(more, quick, mostSamples - runs));
  // A round that is begun is ended.
  return Math.ceil((runs + wanted) / sets) * sets - runs;
}

/**
 * Whether to stop. Looked at again and again, an interval is narrow by chance somewhat more often than once: the floor
 * keeps that small.
 *
 * @param runsMs milliseconds of each run so far.
 * @param sets how many sets of inputs take turns; each has had as many runs as the others, to one.
 */
export function isEnough(runsMs: readonly number[], sets: number): boolean {
  const runs = runsMs.length;
  const spentMs = runsMs.reduce((sum, ms) => sum + ms, 0);
  if (runs < Math.max(fewestSamples, sets)) return false;
  if (runs >= mostSamples || spentMs >= mostMs) return true;
  if (runs % sets !== 0) return false;
  const averaged = averagedOf(runsMs);
  const least = averaged > 1 ? leastAverages * averaged : spentMs >= slowMs ? leastWhenSlow : leastSamples;
  return runs >= least && isSettled(runsMs);
}
