/** The search for one problem: a single dialogue in which every verdict leads to the next answer, until it must end. */
import { join } from 'node:path';
import { renderTask } from '../dialogue/prompt.js';
import type { Model } from '../dialogue/model.js';
import type { TaskFacts } from '../dialogue/task.js';
import { type ErrorCode, WarpsmithError } from '../errors.js';
import type { Degeneracy } from '../verify/degenerate/degenerate_schema.js';
import type { Budget, Exhausted } from './budget.js';
import type { SearchEvents } from './events.js';
import type { Journal } from './journal.js';
import { restoreDialogue, type DialogueState } from './restore.js';
import { passedByNext, playTurn, type TurnContext, type Verify } from './turn.js';

/** Why a search ended: what was used up, who stopped it, or which part of it failed. */
export type StopReason = Exhausted | 'aborted' | 'device-lost' | 'model' | 'verifier';

export interface RefineOptions {
  task: TaskFacts;
  model: Model;
  verify: Verify;
  budget: Budget;
  journal: Journal;
  /** Whether `verify` goes on to serve after a candidate that faults or hangs; false for a verifier in this process. */
  isolated?: boolean | undefined;
  signal?: AbortSignal | undefined;
  events?: SearchEvents | undefined;
  /** Bound of the history in estimated tokens; see composeHistory. */
  historyTokens?: number | undefined;
}

export interface RefineSummary {
  problem: string;
  /** Whether a candidate has passed. */
  solved: boolean;
  /** Median milliseconds of the best candidate; null when none passed or none was timed. */
  bestMs: number | null;
  /** The best candidate, relative to the run folder. */
  bestFile: string | null;
  /** Complete turns, those before a resume included. */
  turns: number;
  tokens: number;
  stopped: StopReason;
  /** What went wrong and how to go on; null when the budget ended it. */
  message: string | null;
  /** What would pass without solving the problem; left out when nothing would, or when nobody asked. */
  degenerate?: Degeneracy[];
}

export const defaultHistoryTokens = 32_000;

/**
 * Searches until the budget ends, the signal fires, the device is lost, or the model or the verifier can't go on; all of
 * these are results, not errors. Goes on where the journal left off. Throws `disk-full` and `run-folder`, for then
 * nothing can be kept, and whatever is a bug.
 */
export async function refine(options: RefineOptions): Promise<RefineSummary> {
  const { task, budget, journal, events = {}, signal = new AbortController().signal } = options;
  const problem = task.name;
  const state = restoreDialogue(journal.events, problem);
  const record: TurnContext['record'] = (event) => journal.append(event, budget.total().ms);
  events.problemStarted?.(problem);
  if (state.task === null) {
    state.task = renderTask(task);
    record({ type: 'problem-started', problem, task: state.task });
  }
  const historyTokens = options.historyTokens ?? defaultHistoryTokens;
  const context: TurnContext = { ...options, problem, task: state.task, signal, events, historyTokens, record };

  const { stopped, message } = await searchOn(context, state, options.isolated ?? false);
  record({ type: 'problem-stopped', problem, reason: stopped });
  const summary = summarize(problem, state, stopped, message && `${message}\n${resumeHint(journal.folder)}`);
  events.problemStopped?.(summary);
  return summary;
}

/** The summary of a dialogue as it stands. */
export function summarize(
  problem: string,
  { best, turns, tokens }: DialogueState,
  stopped: StopReason,
  message: string | null,
): RefineSummary {
  const bestMs = best?.medianMs ?? null;
  const bestFile = best && join('best', `${problem}.cu`);
  return { problem, solved: best !== null, bestMs, bestFile, turns: turns.length, tokens, stopped, message };
}

type End = Pick<RefineSummary, 'stopped' | 'message'>;

async function searchOn(context: TurnContext, state: DialogueState, isolated: boolean): Promise<End> {
  while (true) {
    if (context.signal.aborted) return { stopped: 'aborted', message: 'The run was stopped.' };
    // An answer that is there already is judged, whatever is left.
    const exhausted = state.pending ? null : (context.budget.exhausted() ?? passedByNext(context, state));
    if (exhausted) return { stopped: exhausted, message: null };
    try {
      const verdict = await playTurn(context, state);
      if (!isolated && (verdict?.outcome === 'fault' || verdict?.outcome === 'hang')) {
        // After either the driver serves this process no more (docs/design.md, Faults).
        const message = `The candidate of turn ${state.turns.length} left the device unusable for this process.`;
        return { stopped: 'device-lost', message };
      }
    } catch (error) {
      return endAfter(error, context, state);
    }
  }
}

/** What an error means for the search. Rethrows what can't be recorded and what nobody expected. */
function endAfter(error: unknown, context: TurnContext, state: DialogueState): End {
  const { problem, signal, budget, record } = context;
  if (!(error instanceof WarpsmithError) || error.code === 'disk-full' || error.code === 'run-folder') throw error;
  const turn = state.turns.length + 1;
  record({ type: 'turn-failed', problem, turn, code: error.code, message: error.message });
  if (error.code === 'aborted' && !signal.aborted && budget.signal.aborted) return { stopped: 'time', message: null };
  const message = error.message;
  if (error.code === 'aborted') return { stopped: 'aborted', message: 'The run was stopped.' };
  if (error.code.startsWith('model-')) return { stopped: 'model', message };
  return { stopped: deviceErrors.has(error.code) ? 'device-lost' : 'verifier', message };
}

/** Errors that any further candidate would meet as well. */
const deviceErrors = new Set<ErrorCode>(['device-lost', 'engine-failed', 'no-device']);

function resumeHint(folder: string): string {
  return `Everything up to here is kept; \`warpsmith run --resume ${folder}\` goes on from there.`;
}
