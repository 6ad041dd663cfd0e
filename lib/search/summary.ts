/** What became of one problem. */
import { join } from 'node:path';
import type { Degeneracy } from '../verify/degenerate/degenerate_schema.js';
import type { ProblemState } from './problem_state.js';
import type { StopReason } from './stopping.js';

export interface ProblemSummary {
  problem: string;
  /** Whether a candidate has passed. */
  solved: boolean;
  /** Median milliseconds of the best candidate; null when none passed or none was timed. */
  bestMs: number | null;
  /** The best candidate, relative to the run folder. */
  bestFile: string | null;
  /** Dialogues, and their complete turns; those before a resume included. */
  dialogues: number;
  turns: number;
  tokens: number;
  stopped: StopReason;
  /** What went wrong and how to go on; null when the search ended as it should. */
  message: string | null;
  /** What would pass without solving the problem; left out when nothing would, or when nobody asked. */
  degenerate?: Degeneracy[];
}

export function summarize(
  { name, best, dialogues, turns, tokens }: ProblemState,
  { stopped, message }: Pick<ProblemSummary, 'stopped' | 'message'>,
  degenerate: Degeneracy[],
): ProblemSummary {
  return {
    problem: name,
    solved: best !== null,
    bestMs: best?.medianMs ?? null,
    bestFile: best && join('best', `${name}.cu`),
    dialogues: dialogues.length,
    turns,
    tokens,
    stopped,
    message,
    ...(degenerate.length > 0 ? { degenerate } : {}),
  };
}
