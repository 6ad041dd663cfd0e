/** States as a run would have them, made by folding the events that lead there. */
import type { NewJournalEvent } from '../../../lib/search/journal_events.js';
import { dialogueOf, emptyState, foldEvent, type ProblemState } from '../../../lib/search/problem_state.js';
import type { Step, Strategy } from '../../../lib/search/strategies/strategy.js';
import { passIn, sampleVerdict } from '../../verify/sample_verdicts.js';

export class SampleState {
  readonly state: ProblemState = emptyState('scale');

  private fold(event: NewJournalEvent): void {
    foldEvent(this.state, { at: '2026-01-01T00:00:00Z', usedMs: 0, ...event });
  }

  start(from: number | null = null, bottleneck: string | null = null): number {
    const dialogue = this.state.dialogues.length + 1;
    this.fold({ type: 'dialogue-started', problem: 'scale', dialogue, from, bottleneck, message: null });
    return dialogue;
  }

  /** Another turn, whose candidate passes in so many milliseconds, or is wrong. Returns its number. */
  turn(dialogue: number, ms: number | null): number {
    const turn = this.state.lastTurn + 1;
    const place = { problem: 'scale', dialogue, turn };
    const answer = { reasoning: '', content: `answer ${turn}`, finishReason: 'stop', usage: null, tokens: 1, ms: 1 };
    this.fold({ type: 'answer', ...place, ...answer, firstTokenMs: null });
    this.fold({ type: 'candidate', ...place, file: `${turn}.cu` });
    this.fold({ type: 'verdict', ...place, verdict: ms === null ? sampleVerdict('incorrect') : passIn(ms) });
    if (ms !== null && ms < (this.state.best?.medianMs ?? Infinity)) {
      this.fold({ type: 'best', ...place, file: 'best/scale.cu', medianMs: ms });
    }
    this.fold({ type: 'feedback', ...place, text: 'reply' });
    return turn;
  }

  busy(dialogue: number, busy = true): void {
    dialogueOf(this.state, dialogue).busy = busy;
  }

  /** Takes the strategy's steps until it waits or `most` turns are under way; what it began. */
  fill(strategy: Strategy, most: number): Step[] {
    const steps: Step[] = [];
    const busy = (): number => this.state.dialogues.filter((dialogue) => dialogue.busy).length;
    for (let step = strategy(this.state); step && busy() < most; step = strategy(this.state)) {
      steps.push(step);
      if (step.do === 'end') {
        this.fold({ type: 'dialogue-stopped', problem: 'scale', dialogue: step.dialogue, reason: step.reason });
      } else this.busy(step.do === 'start' ? this.start(step.from, step.bottleneck) : step.dialogue);
    }
    return steps;
  }

  /** The busy dialogue's turn ends. */
  settle(dialogue: number, ms: number | null): number {
    this.busy(dialogue, false);
    return this.turn(dialogue, ms);
  }
}
