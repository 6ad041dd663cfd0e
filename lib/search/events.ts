/** What a search tells while it goes on, for progress on a screen. All are optional. */
import type { ModelAnswer } from '../dialogue/model.js';
import type { NoCandidateReason } from '../dialogue/no_candidate.js';
import type { RetryNotice } from '../dialogue/retry.js';
import type { Degeneracy } from '../verify/degenerate/degenerate_schema.js';
import type { Verdict } from '../verify/verdict.js';
import type { RefineSummary } from './refine.js';
import type { Best } from './restore.js';

export interface SearchEvents {
  problemStarted?(problem: string): void;
  /** Before the problem is started: what would pass without solving it. Not called when nothing would. */
  degenerate?(problem: string, found: readonly Degeneracy[]): void;
  turnStarted?(turn: { problem: string; turn: number }): void;
  /** Parts of an answer as they arrive. */
  reasoning?(text: string): void;
  content?(text: string): void;
  /** The answer starts from its beginning again. */
  retry?(notice: RetryNotice): void;
  answer?(answer: ModelAnswer): void;
  noCandidate?(reason: NoCandidateReason): void;
  /** `file` is relative to the run folder. */
  candidate?(candidate: { problem: string; turn: number; file: string }): void;
  verdict?(verdict: Verdict): void;
  best?(best: Best): void;
  problemStopped?(summary: RefineSummary): void;
}
