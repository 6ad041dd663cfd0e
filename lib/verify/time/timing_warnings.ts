/** What a reader of a time should know of how it came about, a sentence each. */
import { percent } from '../../format/quantities.js';
import { isSettled, relativeWidth, wantedWidth } from './sampling.js';
import type { Series } from './timed_runs.js';

export function seriesWarnings({
  runsMs,
  agreement,
  isHopeless,
}: Pick<Series, 'runsMs' | 'agreement' | 'isHopeless'>): string[] {
  const warnings: string[] = [];
  if (isHopeless) {
    warnings.push(
      `Timing ended early, after ${runsMs.length} runs: the quickest of them took more than twice as long as the best candidate so far.`,
    );
  } else if (!isSettled(runsMs)) {
    const width = percent(relativeWidth(runsMs));
    warnings.push(
      `After ${runsMs.length} runs the median's 95% interval is still ${width} wide; ${percent(wantedWidth)} is wanted.`,
    );
  }
  const others = runsMs.length - agreement.checkedRuns;
  if (others > 0) {
    warnings.push(
      `The outputs of ${others} of ${runsMs.length} timed runs differ in some bits from those of their inputs' last run, which was compared with what is expected.`,
    );
  }
  return warnings;
}

/** @param holds whether runs could be held back until all of them was enqueued. */
export function gapWarnings(holds: boolean): string[] {
  if (holds) return [];
  return [
    'Runs could not be held back until all of them was enqueued, so that times include what the host takes: a profiler or CUDA_LAUNCH_BLOCKING makes every launch wait for its work.',
  ];
}

export function setsWarnings(sets: number): string[] {
  if (sets > 1) return [];
  return [
    'All timed runs have the same inputs at the same addresses: there is one set only, as memory is short or it is beyond 8 GiB.',
  ];
}
