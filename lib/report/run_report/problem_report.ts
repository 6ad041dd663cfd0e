/** What a journal says of one problem. */
import { digits, percent } from '../../format/quantities.js';
import type { EventOf, JournalEvent } from '../../search/journal_events.js';
import { leftOutText } from '../../verify/roofline/usual_text.js';
import type { Outcome, RungName, Verdict } from '../../verify/verdict.js';
import { coloursFor } from '../colours.js';
import { verdictHeadline } from '../verdict_text.js';

/** What was spent on a problem by some moment. */
export interface Spent {
  /** Milliseconds on the problem's own clock. */
  ms: number;
  /** Prompt and completion tokens. */
  tokens: number;
  turns: number;
}

export interface TurnReport {
  /** Counted through all dialogues of the problem. */
  turn: number;
  /** 1 where the journal names none. */
  dialogue: number;
  /** By the turn's last event. */
  spent: Spent;
  /** "no-candidate": the answer held none, or that of an earlier turn; "unfinished": the run ended before the verdict. */
  outcome: Outcome | 'no-candidate' | 'unfinished';
  /** The rung that a verdict ended at; null when it passed, and without a verdict. */
  failed: RungName | null;
  /** One line for people. */
  headline: string;
  /** Null when it was not timed. */
  medianMs: number | null;
  baselineMs: number | null;
  /** `baselineMs / medianMs` of a right candidate; null when either is missing. */
  speedup: number | null;
  /** Of the roofline, 0 to 1; null when it was not timed. */
  rooflineShare: number | null;
  /** Of the roofline's operations, where they are no part of the share; otherwise null. */
  usualMs: number | null;
  /** Relative to the run folder. */
  file: string | null;
  sha256: string | null;
  /**
   * Wall-clock milliseconds: of the answer; of the compile rung of the case that the verdict tells of; from the candidate
   * to its verdict without that, the compiles for the cases before it included.
   */
  modelMs: number;
  compileMs: number;
  verifyMs: number;
  /** US dollars booked for its answers; null when the price of one is not known. */
  dollars: number | null;
}

export interface DialogueReport {
  dialogue: number;
  /** The turn whose kernel it began with; null when it began anew. */
  from: number | null;
  /** Why it ended; null when the journal does not say. */
  stopped: string | null;
}

export interface Interruption {
  turn: number;
  code: string;
  message: string;
}

/**
 * Milliseconds; `other` is what none of the three explains: waiting, retries, answers that were broken off. Dialogues
 * overlap, so that the parts of a problem with several may be more than the time spent on it.
 */
export interface Minutes {
  model: number;
  compile: number;
  verify: number;
  other: number;
}

export interface ProblemReport {
  problem: string;
  /** What would pass without solving it, a sentence each; such a problem is counted apart. */
  degenerate: string[];
  /** As the journal names it; null when it does not. */
  strategy: string | null;
  /** In the order in which they began; one where the journal names none. */
  dialogues: DialogueReport[];
  turns: TurnReport[];
  interruptions: Interruption[];
  spent: Spent;
  /** US dollars booked for its answers; null when the price of one is not known. */
  dollars: number | null;
  minutes: Minutes;
  /** When the first right candidate had its verdict, and the first that was faster than its baseline. */
  firstRight: Spent | null;
  firstFaster: Spent | null;
  /** Numbers of turns. */
  firstRightTurn: number | null;
  bestTurn: number | null;
  /** Of the fastest right candidate that was timed against a baseline. */
  bestSpeedup: number | null;
  /** Why the search for it ended; null when the journal does not say. */
  stopped: string | null;
}

const plain = coloursFor({ isTTY: false });

const noCandidate: Record<EventOf<'no-candidate'>['reason'], string> = {
  empty: 'no candidate: the answer is empty',
  'no-code': 'no candidate: the answer holds no code',
  unfenced: 'no candidate: the code stands in no fenced block',
  'other-language': 'no candidate: the code is no CUDA C++',
  'host-code': 'no candidate: a host program instead of a launch plan',
  'no-plan': 'no candidate: the code has no launch plan',
  'plan-apart': 'no candidate: the launch plan stands apart from the code',
  'plan-not-first': 'no candidate: the launch plan does not come first',
  'cut-off': 'no candidate: the answer was cut off',
  'broken-off': 'no candidate: the answer breaks off in the code',
  'too-long': 'no candidate: the code is too long',
};

function newTurn(turn: number, dialogue: number): TurnReport {
  return {
    turn,
    dialogue,
    spent: { ms: 0, tokens: 0, turns: 0 },
    outcome: 'unfinished',
    failed: null,
    headline: 'no verdict: the run ended before it',
    medianMs: null,
    baselineMs: null,
    speedup: null,
    rooflineShare: null,
    usualMs: null,
    file: null,
    sha256: null,
    modelMs: 0,
    compileMs: 0,
    verifyMs: 0,
    dollars: 0,
  };
}

/** The time that a candidate is compared with: where there is no score, the one that the verifier was given. */
function baselineOf(verdict: Verdict): number | null {
  const scored = verdict.outcome === 'pass' ? verdict.score?.baselineMs : undefined;
  return scored ?? verdict.options.baselineMs ?? null;
}

function applyVerdict(turn: TurnReport, verdict: Verdict, judgedMs: number): void {
  const timing = verdict.outcome === 'pass' ? verdict.timing : null;
  turn.outcome = verdict.outcome;
  turn.failed = verdict.failed;
  turn.headline = verdictHeadline(verdict, plain);
  turn.sha256 = verdict.candidate.sha256;
  turn.medianMs = timing?.medianMs ?? null;
  turn.baselineMs = baselineOf(verdict);
  turn.speedup =
    turn.medianMs === null || turn.baselineMs === null || turn.medianMs <= 0 ? null : turn.baselineMs / turn.medianMs;
  const roofline = verdict.outcome === 'pass' ? verdict.roofline : null;
  turn.rooflineShare = roofline?.share ?? null;
  turn.usualMs = roofline?.usualMs ?? null;
  // The verdict tells of one case, its journal entry of the time for all of them.
  const compileMs = verdict.rungs.find(({ rung }) => rung === 'compile')?.ms ?? 0;
  turn.compileMs += Math.min(compileMs, judgedMs);
  turn.verifyMs += Math.max(0, judgedMs - compileMs);
}

/** A problem's report from its events and the time of each on its own clock, both in order. */
export function problemReport(
  problem: string,
  events: readonly JournalEvent[],
  ownMs: readonly number[],
): ProblemReport {
  const report: ProblemReport = {
    problem,
    degenerate: [],
    strategy: null,
    dialogues: [],
    turns: [],
    interruptions: [],
    spent: { ms: 0, tokens: 0, turns: 0 },
    dollars: 0,
    minutes: { model: 0, compile: 0, verify: 0, other: 0 },
    firstRight: null,
    firstFaster: null,
    firstRightTurn: null,
    bestTurn: null,
    bestSpeedup: null,
    stopped: null,
  };
  const turns = new Map<number, TurnReport>();
  const dialogues = new Map<number, DialogueReport>();
  const candidateAt = new Map<number, number>();
  const answered = new Set<number>();
  events.forEach((event, index) => {
    if (!('problem' in event) || event.problem !== problem) return;
    report.spent.ms = ownMs[index] ?? 0;
    report.strategy ??= strategyOf(event);
    if (event.type === 'problem-probed') report.degenerate = event.degenerate.map(({ sentence }) => sentence);
    if (event.type === 'problem-stopped') report.stopped = event.reason;
    // What was under way by then is still judged; only a turn that begins shows that the search came back.
    if (event.type === 'turn-started' || event.type === 'dialogue-started') report.stopped = null;
    if ('turn' in event || event.type === 'dialogue-started') {
      const { dialogue = 1 } = event;
      if (!dialogues.has(dialogue)) dialogues.set(dialogue, { dialogue, from: null, stopped: null });
    }
    if (event.type === 'dialogue-started') dialogues.get(event.dialogue)!.from = event.from;
    if (event.type === 'dialogue-stopped') {
      const dialogue = dialogues.get(event.dialogue);
      if (dialogue) dialogue.stopped = event.reason;
    }
    if (!('turn' in event)) return;
    if (event.type === 'turn-failed') {
      report.interruptions.push({ turn: event.turn, code: event.code, message: event.message });
      return;
    }
    const turn = turns.get(event.turn) ?? newTurn(event.turn, event.dialogue ?? 1);
    turns.set(event.turn, turn);
    if (event.type === 'answer') {
      const { tokens, ms, dollars = null } = event;
      answered.add(event.turn);
      report.spent.tokens += tokens;
      turn.modelMs += ms;
      turn.dollars = plus(turn.dollars, dollars);
      report.dollars = plus(report.dollars, dollars);
    }
    if (event.type === 'no-candidate') {
      turn.outcome = 'no-candidate';
      turn.headline = noCandidate[event.reason];
    }
    if (event.type === 'repeated') {
      turn.outcome = 'no-candidate';
      turn.headline = `the same kernel as in turn ${event.of}`;
    }
    if (event.type === 'candidate') {
      turn.file = event.file;
      candidateAt.set(event.turn, report.spent.ms);
    }
    if (event.type === 'verdict') {
      const { ms } = report.spent;
      applyVerdict(turn, event.verdict, ms - (candidateAt.get(event.turn) ?? ms));
    }
    if (event.type === 'best') report.bestTurn = event.turn;
    // Feedback is written after the verdict and costs nothing; a later milestone must not wait for it.
    if (event.type !== 'feedback' && event.type !== 'best') {
      turn.spent = { ms: report.spent.ms, tokens: report.spent.tokens, turns: answered.size };
    }
    if (event.type === 'verdict' && event.verdict.outcome === 'pass') {
      report.firstRight ??= turn.spent;
      report.firstRightTurn ??= event.turn;
      if (turn.speedup !== null && turn.speedup > 1) report.firstFaster ??= turn.spent;
    }
  });
  report.dialogues = [...dialogues.values()];
  report.turns = [...turns.values()].sort((a, b) => a.turn - b.turn);
  report.spent.turns = report.turns.length;
  report.bestSpeedup = report.turns.reduce<number | null>(
    (best, { speedup }) => (speedup === null ? best : Math.max(best ?? speedup, speedup)),
    null,
  );
  report.minutes = minutesOf(report);
  return report;
}

/** A journal may name the strategy of a problem or not. */
function strategyOf(event: JournalEvent): string | null {
  return 'strategy' in event && typeof event.strategy === 'string' ? event.strategy : null;
}

/** A sum of which a part is not known is not known. */
export function plus(sum: number | null, part: number | null): number | null {
  return sum === null || part === null ? null : sum + part;
}

function minutesOf({ turns, spent }: ProblemReport): Minutes {
  const sum = (key: 'modelMs' | 'compileMs' | 'verifyMs'): number =>
    turns.reduce((total, turn) => total + turn[key], 0);
  const [model, compile, verify] = [sum('modelMs'), sum('compileMs'), sum('verifyMs')];
  return { model, compile, verify, other: Math.max(0, spent.ms - model - compile - verify) };
}

/** "2.1 × the baseline", "58% of the roofline": what a time is worth. */
export function worthOf({ speedup, rooflineShare, usualMs }: TurnReport): string {
  return [
    ...(speedup === null ? [] : [`${digits(speedup, 3)} × the baseline`]),
    ...(rooflineShare === null ? [] : [`${percent(rooflineShare)} of the roofline${leftOutText(usualMs)}`]),
  ].join(', ');
}
