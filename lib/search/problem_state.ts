/** What a run knows of one problem: its journal's events, folded one by one. A resume folds them all again. */
import { extractCandidate } from '../dialogue/answer.js';
import type { ModelAnswer } from '../dialogue/model.js';
import { KnownCandidates } from '../dialogue/repeated.js';
import { noCandidateSummary, summaryOf } from '../dialogue/summary.js';
import type { Turn } from '../dialogue/turn.js';
import type { Verdict } from '../verify/verdict.js';
import type { EventOf, JournalEvent } from './journal_events.js';

export interface Best {
  turn: number;
  /** Median milliseconds; null when it was not timed. */
  medianMs: number | null;
  /** Relative to the run folder. */
  file: string;
}

/** A candidate that passed. */
export interface Passed extends Best {
  dialogue: number;
  /** Of the roofline; null when it was not timed. */
  share: number | null;
}

export interface DialogueState {
  /** 1 for the problem's first. */
  number: number;
  /** The turn whose kernel its first message holds; null when it starts from nothing. */
  from: number | null;
  /** What of that kernel it is to attack; null for whatever it likes. */
  bottleneck: string | null;
  /** The first message. */
  message: string;
  /** Complete turns: those that have got their feedback. */
  turns: Turn[];
  /** Their candidates, with what came of them. */
  given: KnownCandidates;
  /** The best kernel that this dialogue has seen, the one it started from included. */
  best: Best | null;
  /** Whether a kernel of its own has passed. */
  passed: boolean;
  /** Complete turns since its best was found. */
  stale: number;
  /** The number of a turn that has begun and has no feedback yet. */
  openTurn: number | null;
  /** The answer of a turn that was stopped before its feedback: it is judged again rather than paid for again. */
  pending: ModelAnswer | null;
  /** How often the pending answer's candidate was taken up, its file, and what came of it in a line. */
  tries: number;
  file: string | null;
  /** The pending answer's verdict, where a run ended between it and its feedback. */
  verdict: Verdict | null;
  summary: string | undefined;
  /** Why it goes on no more; null while it may. */
  ended: string | null;
  /** Whether a turn of it is being played right now. */
  busy: boolean;
}

export interface ProblemState {
  name: string;
  /** The first message of a dialogue that starts from nothing; null when the problem was never started. */
  task: string | null;
  dialogues: DialogueState[];
  /** All that passed, in order. */
  passes: Passed[];
  best: Best | null;
  /** The highest number of a turn so far; turns are counted over all dialogues. */
  lastTurn: number;
  /** Complete turns. */
  turns: number;
  /** Complete turns since the best was found. */
  stale: number;
  /** Answers, and the tokens booked for them. */
  answers: number;
  tokens: number;
  /** Milliseconds that its answers took. */
  modelMs: number;
}

export function emptyState(name: string): ProblemState {
  const counts = { lastTurn: 0, turns: 0, stale: 0, answers: 0, tokens: 0, modelMs: 0 };
  return { name, task: null, dialogues: [], passes: [], best: null, ...counts };
}

/** The state after all events of a journal, of which those of other problems count nothing. */
export function problemState(events: readonly JournalEvent[], name: string): ProblemState {
  const state = emptyState(name);
  for (const event of events) foldEvent(state, event);
  return state;
}

/** The dialogue of that number. Older journals have one for each problem and do not say so. */
export function dialogueOf(state: ProblemState, number = 1): DialogueState {
  const known = state.dialogues.find((dialogue) => dialogue.number === number);
  if (known) return known;
  const dialogue = newDialogue(number, state.task ?? '');
  state.dialogues.push(dialogue);
  return dialogue;
}

function newDialogue(number: number, message: string): DialogueState {
  return {
    number,
    from: null,
    bottleneck: null,
    message,
    turns: [],
    given: new KnownCandidates(),
    best: null,
    passed: false,
    stale: 0,
    openTurn: null,
    pending: null,
    tries: 0,
    file: null,
    verdict: null,
    summary: undefined,
    ended: null,
    busy: false,
  };
}

/** A candidate that has taken the process down twice is not given a third chance. */
const mostTries = 2;

/** The answer that waits for its verdict or its feedback, and no other has to be asked for. */
export function answerToJudge({
  pending,
  tries,
  verdict,
}: Pick<DialogueState, 'pending' | 'tries' | 'verdict'>): ModelAnswer | null {
  return tries < mostTries || verdict !== null ? pending : null;
}

/**
 * The dialogue that goes on before any step of the strategy: one whose answer is there, or whose turn was begun. Only a
 * resume meets them, and so it takes the way that the run was on.
 */
export function interrupted({ dialogues }: Pick<ProblemState, 'dialogues'>): DialogueState | undefined {
  const waiting = dialogues.filter(({ busy, ended }) => !busy && ended === null);
  return (
    waiting.find((dialogue) => answerToJudge(dialogue) !== null) ??
    waiting.find(({ openTurn, turns }) => openTurn !== null || turns.length === 0)
  );
}

/** The dialogue's best kernel before that turn. */
export function bestBefore({ passes }: ProblemState, { number, from }: DialogueState, turn: number): Best | null {
  return passes
    .filter((pass) => pass.turn !== turn && (pass.dialogue === number || pass.turn === from))
    .reduce<Best | null>((best, pass) => (isBetter(best, pass.medianMs) ? pass : best), null);
}

/** Brings the state up to date with the next event. */
export function foldEvent(state: ProblemState, event: JournalEvent): void {
  if (!('problem' in event) || event.problem !== state.name) return;
  switch (event.type) {
    case 'problem-started':
      state.task ??= event.task;
      return;
    case 'dialogue-started':
      startDialogue(state, event);
      return;
    case 'dialogue-stopped':
      dialogueOf(state, event.dialogue).ended = event.reason;
      return;
    case 'turn-started':
      dialogueOf(state, event.dialogue).openTurn = event.turn;
      state.lastTurn = Math.max(state.lastTurn, event.turn);
      return;
    case 'answer':
      foldAnswer(state, event);
      return;
    case 'candidate': {
      const dialogue = dialogueOf(state, event.dialogue);
      dialogue.tries++;
      dialogue.file = event.file;
      return;
    }
    case 'no-candidate':
      dialogueOf(state, event.dialogue).summary = noCandidateSummary(event.reason);
      return;
    case 'repeated':
      dialogueOf(state, event.dialogue).summary = `the same kernel as in turn ${event.of}`;
      return;
    case 'verdict':
      foldVerdict(state, event);
      return;
    case 'best': {
      const { turn, medianMs, file } = event;
      state.best = { turn, medianMs, file };
      state.stale = -1;
      return;
    }
    case 'feedback':
      completeTurn(state, event);
      return;
    default:
  }
}

function startDialogue(state: ProblemState, event: EventOf<'dialogue-started'>): void {
  const { dialogue: number, from, bottleneck, message } = event;
  const dialogue = dialogueOf(state, number);
  Object.assign(dialogue, { from, bottleneck, message: message ?? state.task ?? '' });
  dialogue.best = state.passes.find(({ turn }) => turn === from) ?? null;
}

function foldAnswer(state: ProblemState, event: EventOf<'answer'>): void {
  const { turn, reasoning, content, finishReason, usage, ms, firstTokenMs } = event;
  const dialogue = dialogueOf(state, event.dialogue);
  dialogue.openTurn = turn;
  dialogue.pending = { reasoning, content, finishReason, usage, ms, firstTokenMs };
  dialogue.tries = 0;
  dialogue.verdict = null;
  state.lastTurn = Math.max(state.lastTurn, turn);
  state.answers++;
  state.tokens += event.tokens;
  state.modelMs += ms;
}

function foldVerdict(state: ProblemState, event: EventOf<'verdict'>): void {
  const { verdict, turn } = event;
  const dialogue = dialogueOf(state, event.dialogue);
  dialogue.summary = summaryOf(verdict);
  dialogue.verdict = verdict;
  if (verdict.outcome !== 'pass') return;
  const medianMs = verdict.timing?.medianMs ?? null;
  const passed: Passed = {
    turn,
    dialogue: dialogue.number,
    medianMs,
    share: verdict.roofline?.share ?? null,
    file: dialogue.file ?? '',
  };
  // One that was judged twice passed once.
  state.passes = [...state.passes.filter((other) => other.turn !== turn), passed];
  dialogue.passed = true;
  if (!isBetter(dialogue.best, medianMs)) return;
  dialogue.best = passed;
  dialogue.stale = -1;
}

function completeTurn(state: ProblemState, event: EventOf<'feedback'>): void {
  const dialogue = dialogueOf(state, event.dialogue);
  const { summary, pending } = dialogue;
  const { content = '', finishReason } = pending ?? {};
  dialogue.turns.push({ number: event.turn, answer: content, finishReason, reply: event.text, summary });
  const extracted = extractCandidate(content, finishReason);
  if (extracted.found) dialogue.given.add(extracted.source, { turn: event.turn, summary: summary ?? '' });
  Object.assign(dialogue, { openTurn: null, pending: null, tries: 0, file: null, verdict: null });
  dialogue.summary = undefined;
  dialogue.stale++;
  state.turns++;
  state.stale++;
}

/** Whether a passing candidate replaces the best one: any beats none, timed beats untimed, else the smaller median. */
export function isBetter(best: Best | null, medianMs: number | null): boolean {
  if (best === null) return true;
  if (medianMs === null) return false;
  return best.medianMs === null || medianMs < best.medianMs;
}
