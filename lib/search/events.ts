/** What a search tells while it goes on, for progress on a screen. All are optional. */
import type { ModelAnswer } from '../dialogue/model.js';
import type { NoCandidateReason } from '../dialogue/no_candidate.js';
import type { RetryNotice } from '../dialogue/retry.js';
import type { Degeneracy } from '../verify/degenerate/degenerate_schema.js';
import type { Verdict } from '../verify/verdict.js';
import type { Best } from './problem_state.js';
import type { ProblemSummary } from './summary.js';

/** Several turns may go on at once, of one problem or of several. */
export interface TurnPlace {
  problem: string;
  /** 1 for the problem's first. */
  dialogue: number;
  /** Counted over all of the problem's dialogues. */
  turn: number;
}

export interface SearchEvents {
  problemStarted?(problem: string): void;
  /** Before the problem is started: what would pass without solving it. Not called when nothing would. */
  degenerate?(problem: string, found: readonly Degeneracy[]): void;
  /** `from` is the turn whose kernel it starts from. */
  dialogueStarted?(started: {
    problem: string;
    dialogue: number;
    from: number | null;
    bottleneck: string | null;
  }): void;
  dialogueStopped?(stopped: { problem: string; dialogue: number; reason: string }): void;
  turnStarted?(place: TurnPlace): void;
  /** Parts of an answer as they arrive. */
  reasoning?(place: TurnPlace, text: string): void;
  content?(place: TurnPlace, text: string): void;
  /** The answer starts from its beginning again. */
  retry?(place: TurnPlace, notice: RetryNotice): void;
  answer?(place: TurnPlace, answer: ModelAnswer): void;
  noCandidate?(place: TurnPlace, reason: NoCandidateReason): void;
  /** `file` is relative to the run folder. */
  candidate?(place: TurnPlace, file: string): void;
  /** The candidate is that of an earlier turn and is not judged again. */
  repeated?(place: TurnPlace, of: number): void;
  verdict?(place: TurnPlace, verdict: Verdict): void;
  best?(place: TurnPlace, best: Best): void;
  /** The turn came to nothing; `message` says why and what to do. */
  turnFailed?(place: TurnPlace, message: string): void;
  problemStopped?(summary: ProblemSummary): void;
}
