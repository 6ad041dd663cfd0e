/** Run folders for tests of the report, written through the journal itself. */
import { createRunFolder } from '../../../lib/search/journal.js';
import type { NewJournalEvent } from '../../../lib/search/journal_events.js';
import type { RunOptions } from '../../../lib/search/run_options.js';
import type { Verdict, VerdictOf } from '../../../lib/verify/verdict.js';
import { sampleRunOptions } from '../../search/scratch_folder.js';
import { passIn } from '../../verify/sample_verdicts.js';

export type Step = [ms: number, event: NewJournalEvent, source?: string];

/** Writes a run of the steps; a candidate's source goes where its event says. */
export function writeRun(
  folder: string,
  problems: string[],
  steps: readonly Step[],
  options: Partial<RunOptions> = {},
): void {
  const journal = createRunFolder(folder, { ...sampleRunOptions, problems, ...options });
  for (const [ms, event, source] of steps) {
    if (event.type === 'candidate') journal.writeCandidate(event.problem, event.turn, source ?? '');
    journal.append(event, ms);
  }
  journal.close();
}

/** A passing verdict in so many milliseconds against a baseline. */
export function fastPass(medianMs: number, baselineMs: number): VerdictOf<'pass'> {
  return { ...passIn(medianMs), score: { value: 0.5, baselineMs, baseline: 'reference' } };
}

export interface TurnTexts {
  reasoning?: string;
  content?: string;
  source?: string;
  tokens?: number;
}

/** A whole turn that starts at `ms`: a second for the answer, half a second for the verdict. */
export function turnSteps(problem: string, turn: number, ms: number, verdict: Verdict, texts: TurnTexts = {}): Step[] {
  const { reasoning = 'thought', content = 'answer', source = 'code', tokens = 100 } = texts;
  const file = `candidates/${problem}/${String(turn).padStart(3, '0')}.cu`;
  const inTurn = { problem, turn };
  const answer = { reasoning, content, finishReason: 'stop', usage: null, tokens, ms: 1000, firstTokenMs: 10 };
  return [
    [ms, { type: 'turn-started', ...inTurn, messages: 1, estimatedTokens: 10, leftOut: [] }],
    [ms + 1000, { type: 'answer', ...inTurn, ...answer }],
    [ms + 1000, { type: 'candidate', ...inTurn, file }, source],
    [ms + 1500, { type: 'verdict', ...inTurn, verdict }],
    ...(verdict.outcome === 'pass'
      ? [[ms + 1500, { type: 'best', ...inTurn, file: 'best', medianMs: null }] satisfies Step]
      : []),
    [ms + 1500, { type: 'feedback', ...inTurn, text: 'told' }],
  ];
}
