/** A run: dialogues over one or more problems under one budget, several turns at once where the strategy wants it. */
import { WarpsmithError } from '../errors.js';
import type { Budget, Exhausted } from './budget.js';
import type { SearchEvents } from './events.js';
import type { Journal } from './journal.js';
import { ProblemSearch, type RunProblem, type Stop } from './problem_search.js';
import { answerToJudge, type DialogueState, dialogueOf, interrupted } from './problem_state.js';
import { plainSearch, type SearchOptions } from './search_options.js';
import { doneBy, isFatal, lasting, stopFor } from './stopping.js';
import { live, nextToGoOn, type Step } from './strategies/strategy.js';
import type { ProblemSummary } from './summary.js';
import { passedByNext, playTurn } from './turn.js';
import { inOrder, usedShare } from './turns_order.js';

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

class Run {
  private readonly searches: ProblemSearch[];
  private readonly options: SearchOptions;
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
    const { journal, budget, events = {}, signal: wish, historyTokens = defaultHistoryTokens } = context;
    this.options = journal.options.search ?? plainSearch;
    this.signal = wish ? AbortSignal.any([wish, this.collapse.signal]) : this.collapse.signal;
    const parts = { journal, budget, events, signal: this.signal, historyTokens };
    this.searches = context.problems.map((problem) => new ProblemSearch(problem, parts, this.options));
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
    const summaries = this.searches.map((search) => search.close(() => this.reasonToStop(search)));
    const reason = this.end?.stopped ?? summaries.at(-1)?.stopped ?? null;
    journal.append({ type: 'run-stopped', reason }, budget.used().ms);
    return summaries;
  }

  /** What ends a problem that was not done. */
  private reasonToStop({ state }: ProblemSearch): Stop {
    const stop = this.end ?? (this.exhausted && { stopped: this.exhausted, message: null });
    if (!stop) throw new Error(`Expected ${state.name} to have something to do, or a reason to stop.`);
    return stop;
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
  private begin(search: ProblemSearch): boolean {
    if (this.signal.aborted) this.end ??= { stopped: 'aborted', message: 'The run was stopped.' };
    if (this.end || search.stopped || search.ready === 'soon') return false;
    const { state } = search;
    const done = doneBy(state, this.options);
    const unjudged = state.dialogues.some((dialogue) => !dialogue.busy && answerToJudge(dialogue) !== null);
    if (done && !unjudged) {
      // What is under way is judged first: it may be better.
      if (search.isIdle) search.stop({ stopped: done, message: null });
      return false;
    }
    if (!search.ready) {
      if (!unjudged && this.isRefused(this.context.budget.exhausted())) return false;
      search.ready = 'soon';
      this.under(search.getReady());
      return true;
    }
    const open = interrupted(state);
    if (open) return this.take(search, { do: 'go-on', dialogue: open.number });
    for (let step = search.strategy(state); step; step = search.strategy(state)) {
      if (step.do === 'start' && search.spent) return this.takeWhatIsLeft(search);
      if (step.do !== 'end') return this.take(search, step);
      search.endDialogue(step.dialogue, step.reason);
    }
    return false;
  }

  /** Notes what would be passed, for the reason that the run may end with. */
  private isRefused(exhausted: Exhausted | null): boolean {
    if (exhausted) this.exhausted = exhausted;
    return exhausted !== null;
  }

  private take(search: ProblemSearch, step: Exclude<Step, { do: 'end' }>): boolean {
    const { state, context } = search;
    if (step.do === 'start' && this.isRefused(context.budget.exhausted())) return false;
    const dialogue = step.do === 'start' ? search.startDialogue(step) : dialogueOf(state, step.dialogue);
    // An answer that is there already is judged, whatever is left.
    if (answerToJudge(dialogue) === null && this.isRefused(passedByNext(context, dialogue))) return false;
    dialogue.busy = true;
    this.under(this.playOn(search, dialogue));
    return true;
  }

  /** No dialogue can begin any more; those there are may have answers left. */
  private takeWhatIsLeft(search: ProblemSearch): boolean {
    const dialogues = live(search.state);
    const step = nextToGoOn(dialogues);
    if (step?.do === 'go-on') return this.take(search, step);
    if (dialogues.length === 0) search.stop({ stopped: 'answers-gone', message: null });
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

  private async playOn(search: ProblemSearch, dialogue: DialogueState): Promise<void> {
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
  private failed(search: ProblemSearch, dialogue: DialogueState, error: unknown): void {
    const { state, context } = search;
    if (!(error instanceof WarpsmithError) || error.code === 'disk-full' || error.code === 'run-folder') throw error;
    const { code, message } = error;
    const turn = dialogue.openTurn ?? state.lastTurn + 1;
    const place = { problem: state.name, dialogue: dialogue.number, turn };
    context.record({ type: 'turn-failed', ...place, code, message });
    context.events.turnFailed?.(place, message);
    if (code === 'model-exhausted') {
      search.spent = true;
      search.endDialogue(dialogue.number, 'no recorded answer is left for it');
      return;
    }
    const stopped = stopFor(code, { wanted: this.signal.aborted, timeUp: this.context.budget.signal.aborted });
    if (stopped === 'time') {
      this.exhausted = 'time';
      return;
    }
    const stop: Stop = { stopped, message: stopped === 'aborted' ? 'The run was stopped.' : message };
    if (lasting.has(stopped)) this.end ??= stop;
    else if (!search.stopped) search.stop(stop);
  }
}
