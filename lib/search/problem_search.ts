/** One problem of a run: its state, what decides its next step, and the events that mark its way. */
import { bottlenecksOf } from '../dialogue/bottlenecks.js';
import type { Model } from '../dialogue/model.js';
import { renderTask } from '../dialogue/prompt.js';
import type { TaskFacts } from '../dialogue/task.js';
import type { Degeneracy } from '../verify/degenerate/degenerate_schema.js';
import { firstMessage, verdictOf } from './first_message.js';
import type { NewJournalEvent } from './journal_events.js';
import { type Probe, probed } from './probe.js';
import { type DialogueState, dialogueOf, foldEvent, type ProblemState, problemState } from './problem_state.js';
import type { SearchOptions } from './search_options.js';
import type { StopReason } from './stopping.js';
import { strategyFor } from './strategies/strategies.js';
import type { Step, Strategy } from './strategies/strategy.js';
import { type ProblemSummary, summarize } from './summary.js';
import type { TurnContext } from './turn.js';
import type { Verify } from './verify.js';

export interface RunProblem {
  task: TaskFacts;
  verify: Verify;
  /** Asked once, before the first answer is. */
  probe?: Probe;
  /** Who answers. */
  model: Model;
}

/** Why a search ended; the message says what went wrong, null when it ended as it should. */
export interface Stop {
  stopped: StopReason;
  message: string | null;
}

/** What all problems of a run share. */
export type RunParts = Pick<TurnContext, 'budget' | 'journal' | 'signal' | 'events' | 'historyTokens'>;

export class ProblemSearch {
  readonly state: ProblemState;
  readonly strategy: Strategy;
  readonly context: TurnContext;
  /** Whether its task is written and its probe has answered. */
  ready: boolean | 'soon' = false;
  /** Whether the recorded answers have none for a new dialogue. */
  spent = false;
  /** Null while it goes on. */
  stopped: Stop | null = null;
  private degenerate: Degeneracy[] = [];

  constructor(
    private readonly problem: RunProblem,
    parts: RunParts,
    options: SearchOptions,
  ) {
    const { journal, budget } = parts;
    const state = problemState(journal.events, problem.task.name);
    const record = (event: NewJournalEvent): void => foldEvent(state, journal.append(event, budget.used().ms));
    const limits = (turn: number): readonly string[] => bottlenecksOf(verdictOf(journal.events, state.name, turn));
    this.state = state;
    this.strategy = strategyFor(options, limits);
    this.context = { ...parts, state, model: problem.model, verify: problem.verify, record };
  }

  /** Whether none of its turns is being played. */
  get isIdle(): boolean {
    return this.state.dialogues.every(({ busy }) => !busy);
  }

  async getReady(): Promise<void> {
    const { problem, state, context } = this;
    const { journal, budget, signal, events, record } = context;
    this.degenerate = await probed(state.name, problem.probe, { journal, budget, signal });
    if (this.degenerate.length > 0) events.degenerate?.(state.name, this.degenerate);
    events.problemStarted?.(state.name);
    if (state.task === null) record({ type: 'problem-started', problem: state.name, task: renderTask(problem.task) });
    this.ready = true;
  }

  startDialogue({ from, bottleneck }: Extract<Step, { do: 'start' }>): DialogueState {
    const { state, context } = this;
    const dialogue = Math.max(0, ...state.dialogues.map(({ number }) => number)) + 1;
    const message = firstMessage(context.journal, state, { from, bottleneck });
    const started = { problem: state.name, dialogue, from, bottleneck };
    context.record({ type: 'dialogue-started', ...started, message });
    context.events.dialogueStarted?.(started);
    return dialogueOf(state, dialogue);
  }

  endDialogue(dialogue: number, reason: string): void {
    const stopped = { problem: this.state.name, dialogue, reason };
    this.context.record({ type: 'dialogue-stopped', ...stopped });
    this.context.events.dialogueStopped?.(stopped);
  }

  stop({ stopped, message }: Stop): ProblemSummary {
    const { state, context } = this;
    context.record({ type: 'problem-stopped', problem: state.name, reason: stopped });
    this.stopped = { stopped, message: message && `${message}\n${resumeHint(context.journal.folder)}` };
    const summary = summarize(state, this.stopped, this.degenerate);
    context.events.problemStopped?.(summary);
    return summary;
  }

  /** What became of it; of one that still goes on, with the reason that ends it now. */
  close(reason: () => Stop): ProblemSummary {
    return this.stopped ? summarize(this.state, this.stopped, this.degenerate) : this.stop(reason());
  }
}

function resumeHint(folder: string): string {
  return `Everything up to here is kept; \`warpsmith resume ${folder}\` goes on from there.`;
}
