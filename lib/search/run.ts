/** A run: dialogues over one or more problems under one budget, several turns at once where the strategy wants it. */
import { bottlenecksOf } from '../dialogue/bottlenecks.js';
import type { Model } from '../dialogue/model.js';
import { renderTask } from '../dialogue/prompt.js';
import type { TaskFacts } from '../dialogue/task.js';
import { type ErrorCode, WarpsmithError } from '../errors.js';
import type { Degeneracy } from '../verify/degenerate/degenerate_schema.js';
import type { Verdict } from '../verify/verdict.js';
import type { Budget, Exhausted } from './budget.js';
import type { SearchEvents } from './events.js';
import { firstMessage, verdictOf } from './first_message.js';
import type { Journal } from './journal.js';
import type { NewJournalEvent } from './journal_events.js';
import { type Probe, probed } from './probe.js';
import {
  answerToJudge,
  type DialogueState,
  dialogueOf,
  foldEvent,
  interrupted,
  type ProblemState,
  problemState,
} from './problem_state.js';
import { plainSearch, type SearchOptions } from './search_options.js';
import { doneBy, type StopReason } from './stopping.js';
import { strategyFor } from './strategies/strategies.js';
import { live, nextToGoOn, type Step, type Strategy } from './strategies/strategy.js';
import { type ProblemSummary, summarize } from './summary.js';
import { passedByNext, playTurn, type TurnContext, type Verify } from './turn.js';
import { inOrder, usedShare } from './turns_order.js';

export interface RunProblem {
  task: TaskFacts;
  verify: Verify;
  /** Asked once, before the first answer is. */
  probe?: Probe;
  /** Who answers. */
  model: Model;
}

export interface RunContext {
  problems: readonly RunProblem[];
  /** Of the whole run; made with `used: spentIn(journal.events)` when it is resumed. */
  budget: Budget;
  journal: Journal;
  /** Whether `verify` goes on to serve after a candidate that faults or hangs; false for a verifier in this process. */
  isolated?: boolean | undefined;
  signal?: AbortSignal | undefined;
  events?: SearchEvents | undefined;
  /** Bound of a history in estimated tokens; see composeHistory. */
  historyTokens?: number | undefined;
}

export const defaultHistoryTokens = 32_000;

/**
 * Searches until all problems are done, the budget ends, the signal fires, the device is lost, or the model or the
 * verifier can't go on; all of these are results, not errors. Goes on where the journal left off. One summary for each
 * problem, in order. Rejects with `disk-full` and `run-folder`, for then nothing can be kept, and with whatever is a bug.
 * The caller closes the journal and the budget.
 */
export async function runProblems(context: RunContext): Promise<ProblemSummary[]> {
  return new Run(context).play();
}

interface Stop {
  stopped: StopReason;
  message: string | null;
}

/** One problem of the run. */
interface Search {
  problem: RunProblem;
  state: ProblemState;
  strategy: Strategy;
  context: TurnContext;
  /** Whether its task is written and its probe has answered. */
  ready: boolean | 'soon';
  degenerate: Degeneracy[];
  /** Whether the recorded answers have none for a new dialogue. */
  spent: boolean;
  stop: Stop | null;
}

/** These end the whole run: the next problem would meet them again. */
const lasting = new Set<StopReason>(['aborted', 'device-lost', 'model']);

class Run {
  private readonly searches: Search[];
  private readonly options: SearchOptions;
  private readonly events: SearchEvents;
  /** Fires at the caller's wish, and when nothing makes sense any more. */
  private readonly signal: AbortSignal;
  private readonly collapse = new AbortController();
  /** What is under way: turns, and problems that get ready. */
  private readonly busy = new Set<Promise<void>>();
  /** What ends the run before all problems are done. */
  private end: Stop | null = null;
  /** What the last turn that was wanted would have passed. */
  private exhausted: Exhausted | null = null;
  private failure: { error: unknown } | null = null;

  constructor(private readonly context: RunContext) {
    const { journal, events = {}, signal } = context;
    this.options = journal.options.search ?? plainSearch;
    this.events = events;
    this.signal = signal ? AbortSignal.any([signal, this.collapse.signal]) : this.collapse.signal;
    this.searches = context.problems.map((problem) => this.searchFor(problem));
  }

  private searchFor(problem: RunProblem): Search {
    const { journal, budget, historyTokens = defaultHistoryTokens } = this.context;
    const state = problemState(journal.events, problem.task.name);
    const record = (event: NewJournalEvent): void => {
      const whole = journal.append(event, budget.used().ms);
      foldEvent(state, whole);
    };
    const limits = (turn: number): readonly string[] => bottlenecksOf(verdictOf(journal.events, state.name, turn));
    return {
      problem,
      state,
      strategy: strategyFor(this.options, limits),
      context: {
        state,
        model: problem.model,
        verify: problem.verify,
        budget,
        journal,
        signal: this.signal,
        events: this.events,
        historyTokens,
        record,
      },
      ready: false,
      degenerate: [],
      spent: false,
      stop: null,
    };
  }

  async play(): Promise<ProblemSummary[]> {
    const { journal, budget } = this.context;
    journal.append({ type: 'run-started', resumed: journal.events.length > 0 }, budget.used().ms);
    while (true) {
      this.fill();
      if (this.busy.size === 0) break;
      await Promise.race(this.busy);
      if (this.failure) {
        this.collapse.abort();
        await Promise.all(this.busy);
        throw this.failure.error;
      }
    }
    const summaries = this.searches.map((search) => this.close(search));
    const reason = this.end?.stopped ?? summaries.at(-1)?.stopped ?? null;
    journal.append({ type: 'run-stopped', reason }, budget.used().ms);
    return summaries;
  }

  /** Begins what there is room for. */
  private fill(): void {
    const { budget } = this.context;
    let begun = true;
    while (begun && this.busy.size < this.options.width) {
      const used = usedShare(budget.limits, budget.used());
      const ordered = inOrder(this.searches, this.options, used);
      const first = ordered.filter(({ state }) => interrupted(state));
      begun = [...first, ...ordered].some((search) => this.begin(search));
    }
  }

  /** Begins something for this problem; false when there is nothing to begin now. */
  private begin(search: Search): boolean {
    if (this.signal.aborted) this.end ??= { stopped: 'aborted', message: 'The run was stopped.' };
    if (this.end || search.stop || search.ready === 'soon') return false;
    const { state } = search;
    const done = doneBy(state, this.options);
    const unjudged = state.dialogues.some((dialogue) => !dialogue.busy && answerToJudge(dialogue) !== null);
    if (done && !unjudged) {
      // What is under way is judged first: it may be better.
      if (state.dialogues.every(({ busy }) => !busy)) this.stop(search, { stopped: done, message: null });
      return false;
    }
    if (!search.ready) {
      const exhausted = this.context.budget.exhausted();
      if (exhausted && state.dialogues.every((dialogue) => answerToJudge(dialogue) === null)) {
        this.exhausted = exhausted;
        return false;
      }
      search.ready = 'soon';
      this.under(this.getReady(search));
      return true;
    }
    const open = interrupted(state);
    if (open) return this.take(search, { do: 'go-on', dialogue: open.number });
    for (let step = search.strategy(state); step; step = search.strategy(state)) {
      if (step.do === 'start' && search.spent) return this.takeWhatIsLeft(search);
      if (step.do !== 'end') return this.take(search, step);
      this.endDialogue(search, step.dialogue, step.reason);
    }
    return false;
  }

  private take(search: Search, step: Exclude<Step, { do: 'end' }>): boolean {
    const { state, context } = search;
    const known = step.do === 'go-on' ? dialogueOf(state, step.dialogue) : null;
    // An answer that is there already is judged, whatever is left.
    if (!known || answerToJudge(known) === null) {
      const exhausted = known ? passedByNext(context, known) : this.context.budget.exhausted();
      if (exhausted) {
        this.exhausted = exhausted;
        return false;
      }
    }
    const dialogue = known ?? this.startDialogue(search, step as Extract<Step, { do: 'start' }>);
    const exhausted = known ? null : passedByNext(context, dialogue);
    if (exhausted) {
      this.exhausted = exhausted;
      return false;
    }
    dialogue.busy = true;
    this.under(this.playOn(search, dialogue));
    return true;
  }

  /** No dialogue can begin any more; those there are may have answers left. */
  private takeWhatIsLeft(search: Search): boolean {
    const dialogues = live(search.state);
    const step = nextToGoOn(dialogues);
    if (step?.do === 'go-on') return this.take(search, step);
    if (dialogues.length === 0) this.stop(search, { stopped: 'answers-gone', message: null });
    return false;
  }

  private under(work: Promise<void>): void {
    const job: Promise<void> = work
      .catch((error: unknown) => {
        this.failure ??= { error };
      })
      .finally(() => this.busy.delete(job));
    this.busy.add(job);
  }

  private async getReady(search: Search): Promise<void> {
    const { problem, state, context } = search;
    const { journal, budget, signal, record } = context;
    search.degenerate = await probed(state.name, problem.probe, { journal, budget, signal });
    if (search.degenerate.length > 0) this.events.degenerate?.(state.name, search.degenerate);
    this.events.problemStarted?.(state.name);
    if (state.task === null) record({ type: 'problem-started', problem: state.name, task: renderTask(problem.task) });
    search.ready = true;
  }

  private startDialogue(
    { state, context }: Search,
    { from, bottleneck }: Extract<Step, { do: 'start' }>,
  ): DialogueState {
    const dialogue = Math.max(0, ...state.dialogues.map(({ number }) => number)) + 1;
    const message = firstMessage(context.journal, state, { from, bottleneck });
    const started = { problem: state.name, dialogue, from, bottleneck };
    context.record({ type: 'dialogue-started', ...started, message });
    this.events.dialogueStarted?.(started);
    return dialogueOf(state, dialogue);
  }

  private endDialogue({ state, context }: Search, dialogue: number, reason: string): void {
    const stopped = { problem: state.name, dialogue, reason };
    context.record({ type: 'dialogue-stopped', ...stopped });
    this.events.dialogueStopped?.(stopped);
  }

  private async playOn(search: Search, dialogue: DialogueState): Promise<void> {
    const { context, state } = search;
    try {
      const slots = Math.max(1, this.options.width - this.busy.size);
      const verdict = await playTurn(context, dialogue, slots);
      if (verdict && !this.context.isolated && isFatal(verdict)) {
        // After either the driver serves this process no more (docs/design.md, Faults).
        const message = `The candidate of turn ${dialogue.turns.at(-1)?.number} of ${state.name} left the device unusable for this process.`;
        this.end ??= { stopped: 'device-lost', message };
      }
    } catch (error) {
      this.failed(search, dialogue, error);
    } finally {
      dialogue.busy = false;
    }
  }

  /** What an error means for the search. Rethrows what can't be recorded and what nobody expected. */
  private failed(search: Search, dialogue: DialogueState, error: unknown): void {
    const { state, context } = search;
    if (!(error instanceof WarpsmithError) || error.code === 'disk-full' || error.code === 'run-folder') throw error;
    const { code, message } = error;
    const turn = dialogue.openTurn ?? state.lastTurn + 1;
    const place = { problem: state.name, dialogue: dialogue.number, turn };
    context.record({ type: 'turn-failed', ...place, code, message });
    this.events.turnFailed?.(place, message);
    if (code === 'model-exhausted') {
      search.spent = true;
      this.endDialogue(search, dialogue.number, 'no recorded answer is left for it');
      return;
    }
    const stopped = stopFor(code, { wanted: this.signal.aborted, timeUp: this.context.budget.signal.aborted });
    if (stopped === 'time') {
      this.exhausted = 'time';
      return;
    }
    const stop: Stop = { stopped, message: stopped === 'aborted' ? 'The run was stopped.' : message };
    if (lasting.has(stopped)) this.end ??= stop;
    else if (!search.stop) this.stop(search, stop);
  }

  private stop(search: Search, { stopped, message }: Stop): ProblemSummary {
    const { state, context } = search;
    context.record({ type: 'problem-stopped', problem: state.name, reason: stopped });
    search.stop = { stopped, message: message && `${message}\n${resumeHint(context.journal.folder)}` };
    const summary = summaryOf(search, search.stop);
    this.events.problemStopped?.(summary);
    return summary;
  }

  private close(search: Search): ProblemSummary {
    if (search.stop) return summaryOf(search, search.stop);
    const stop = this.end ?? (this.exhausted && { stopped: this.exhausted, message: null });
    if (!stop) throw new Error(`Expected ${search.state.name} to have something to do, or a reason to stop.`);
    return this.stop(search, stop);
  }
}

function summaryOf({ state, degenerate }: Search, stop: Stop): ProblemSummary {
  return summarize(state, stop, degenerate);
}

function isFatal({ outcome }: Verdict): boolean {
  return outcome === 'fault' || outcome === 'hang';
}

/** Errors that any further candidate would meet as well. */
const deviceErrors = new Set<ErrorCode>(['device-lost', 'engine-failed', 'no-device']);

function stopFor(code: ErrorCode, { wanted, timeUp }: { wanted: boolean; timeUp: boolean }): StopReason {
  if (code === 'aborted') return !wanted && timeUp ? 'time' : 'aborted';
  if (code.startsWith('model-')) return 'model';
  return deviceErrors.has(code) ? 'device-lost' : 'verifier';
}

function resumeHint(folder: string): string {
  return `Everything up to here is kept; \`warpsmith resume ${folder}\` goes on from there.`;
}
