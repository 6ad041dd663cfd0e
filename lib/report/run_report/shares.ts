/** Shares of problems: against what was spent on each, and against how much faster than its baseline it became. */
import type { ProblemReport, Spent } from './problem_report.js';

export interface SharePoint {
  /** What was spent on each problem: milliseconds, tokens or turns. */
  at: number;
  /** Of all problems, 0 to 1: those that had got there with as much or less. */
  share: number;
}

export interface ShareCurves {
  right: SharePoint[];
  faster: SharePoint[];
  /** The most that was spent on one problem. */
  end: number;
}

export interface FastPoint {
  /** Times as fast as the baseline. */
  p: number;
  /** Of all problems, 0 to 1: right, and more than p times as fast. */
  share: number;
}

function curve(reached: readonly number[], problems: number): SharePoint[] {
  const sorted = [...reached].sort((a, b) => a - b);
  return sorted
    .map((at, index) => ({ at, share: (index + 1) / problems }))
    .filter(({ at }, index) => at !== sorted[index + 1]);
}

/** `total` counts problems that the run did not reach as well; they are not right. */
export function shareCurves(problems: readonly ProblemReport[], total: number, by: keyof Spent): ShareCurves {
  const reached = (key: 'firstRight' | 'firstFaster'): number[] =>
    problems.flatMap(({ [key]: spent }) => (spent === null ? [] : [spent[by]]));
  return {
    right: curve(reached('firstRight'), total),
    faster: curve(reached('firstFaster'), total),
    end: Math.max(0, ...problems.map(({ spent }) => spent[by])),
  };
}

/**
 * fast_p of KernelBench for p = 0 (right at all, timed or not), 1, and each speedup reached: between two neighbours it
 * does not change. Empty when nothing was timed against a baseline.
 */
export function fastP(problems: readonly ProblemReport[], total: number): FastPoint[] {
  const speedups = problems.flatMap(({ bestSpeedup }) => (bestSpeedup === null ? [] : [bestSpeedup]));
  if (speedups.length === 0) return [];
  const right = problems.filter(({ firstRight }) => firstRight !== null).length;
  const thresholds = [...new Set([1, ...speedups])].sort((a, b) => a - b);
  return [
    { p: 0, share: right / total },
    ...thresholds.map((p) => ({ p, share: speedups.filter((speedup) => speedup > p).length / total })),
  ];
}
