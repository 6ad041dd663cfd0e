/** KernelBench's measure of a set of problems: `fastp` of its `src/kernelbench/score.py`. */

/** What came of one problem. */
export interface ScoredProblem {
  /** Whether its candidate was right; false for a problem without one. */
  correct: boolean;
  /** Milliseconds of the module and of the candidate; null where they were not timed. */
  baselineMs: number | null;
  candidateMs: number | null;
}

/** The `p` that are published: right at all, quicker than PyTorch, more than twice as quick. */
export const publishedThresholds = [0, 1, 2] as const;

/**
 * Share, 0 to 1, of all problems whose candidate is right and more than `p` times as quick as the module; 0 of none. What
 * was not timed is not quicker, so that it does not count for fast_0 either.
 */
export function fastP(problems: readonly ScoredProblem[], p: number): number {
  const fast = problems.filter(({ correct, baselineMs, candidateMs }) => {
    return correct && baselineMs !== null && candidateMs !== null && baselineMs / candidateMs > p;
  });
  return problems.length === 0 ? 0 : fast.length / problems.length;
}
