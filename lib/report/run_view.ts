/** A run as it goes on: what is under way, moving, and a line that stays for each verdict. */
import { clip, duration } from '../format/quantities.js';
import type { Budget } from '../search/budget.js';
import { type Clock, systemClock } from '../search/clock.js';
import type { SearchEvents, TurnPlace } from '../search/events.js';
import type { JournalEvent } from '../search/journal_events.js';
import type { Colours } from './colours.js';
import { money, span } from './run_report/units.js';
import { verdictHeadline } from './verdict_text.js';

export interface RunScreen {
  colours: Colours;
  /** Replaces what moved before; several lines where several turns go on at once. */
  progress(text: string): void;
  /** A line that stays. */
  line(text: string): void;
}

export interface RunViewOptions {
  /** How many problems the run has. */
  problems: number;
  /** What a run that is resumed has in its journal: what it solved before counts as solved. */
  before?: readonly JournalEvent[];
  clock?: Clock;
}

/** Once disposed of it moves no more, whatever still arrives. */
export type RunView = SearchEvents & Disposable;

/** A turn under way. */
interface Underway {
  place: TurnPlace;
  since: number;
  reasoning: number;
  content: number;
  /** The end of what the model has said, on one line. */
  tail: string;
  doing: string | null;
}

/** More would push out of the window what stays. */
const mostLines = 12;
/** Characters of what the model says that are shown, and turns of which they are. */
const tailLength = 90;
const mostTails = 4;
/** Milliseconds between two pictures; text arrives more often. */
const pauseMs = 80;
/** Milliseconds after which clocks and budget move on though nothing happens: a model may be silent for minutes. */
const tickMs = 1000;

function wholeSeconds(ms: number): string {
  return span(Math.floor(ms / 1000) * 1000);
}

/** "12000 tokens and $0.42 used"; empty before the first answer. */
function used(budget: Budget): string {
  const { tokens, dollars } = budget.used();
  const parts = [...(tokens > 0 ? [`${tokens} tokens`] : []), ...(dollars > 0 ? [money(dollars)] : [])];
  return parts.length > 0 ? `${parts.join(' and ')} used` : '';
}

/** "14 min 20 s, 3 answers left"; empty without a limit. */
function left(budget: Budget): string {
  const { ms, tokens, candidates, dollars } = budget.remaining();
  const parts = [
    ms === null ? null : span(Math.ceil(ms / 1000) * 1000),
    tokens === null ? null : `${tokens} tokens`,
    candidates === null ? null : `${candidates} answers`,
    dollars === null ? null : money(dollars),
  ].filter((part) => part !== null);
  return parts.length > 0 ? `${parts.join(', ')} left` : '';
}

/** "softmax, turn 3", with the dialogue where it is not the problem's first. */
function nameOf({ problem, dialogue, turn }: TurnPlace): string {
  return dialogue === 1 ? `${problem}, turn ${turn}` : `${problem}, turn ${turn} (dialogue ${dialogue})`;
}

function doingOf({ reasoning, content, doing }: Underway): string {
  if (doing !== null) return doing;
  if (content > 0) return `writing, ${content} characters`;
  return reasoning > 0 ? `thinking, ${reasoning} characters` : 'waiting for the model';
}

/** The model's latest words; nothing while there are none, or while they are judged. */
function tailOf({ tail, doing }: Underway): string[] {
  return doing === null && tail !== '' ? [`    … ${tail}`] : [];
}

/** The end of a text that goes on, on one line; what was cut begins with a whole word. */
function extended(tail: string, text: string): string {
  const whole = withoutControls((tail + text.slice(-2 * tailLength)).replace(/\s+/g, ' '));
  return whole.length <= tailLength ? whole : whole.slice(-tailLength).replace(/^\S*\s/, '');
}

/** A server's words must not steer the terminal. */
function withoutControls(text: string): string {
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, ' ');
}

/** Events for `runProblems` that show themselves on a screen. */
export function runView(
  screen: RunScreen,
  budget: Budget,
  { problems, before = [], clock = systemClock }: RunViewOptions,
): RunView {
  const { colours } = screen;
  const underway = new Map<string, Underway>();
  /** Of problems that are solved: milliseconds, null when untimed. */
  const best = new Map<string, number | null>();
  const degenerate = new Set<string>();
  let shownAt = -Infinity;
  let closed = false;
  let callOffTick: (() => void) | null = null;
  for (const event of before) {
    if (event.type === 'best') best.set(event.problem, event.medianMs);
    if (event.type === 'problem-probed' && event.degenerate.length > 0) degenerate.add(event.problem);
  }

  /** What came of the run so far and what it may still take. Degenerate problems are counted apart, as in the summary. */
  function head(): string {
    const sound = problems - degenerate.size;
    const solved = [...best.keys()].filter((problem) => !degenerate.has(problem)).length;
    const count = problems > 1 && sound > 0 ? `${solved} of ${sound} solved` : '';
    return [count, used(budget), left(budget)].filter((part) => part !== '').join('; ');
  }

  function lineOf(turn: Underway, now: number): string {
    const medianMs = best.get(turn.place.problem);
    const so = medianMs === undefined ? '' : medianMs === null ? '; right already' : `; best ${duration(medianMs)}`;
    return `${nameOf(turn.place)}: ${doingOf(turn)}, ${wholeSeconds(now - turn.since)}${so}`;
  }

  function linesOf(turns: readonly Underway[], now: number): string[] {
    const lines = turns
      .slice(0, mostLines)
      .flatMap((turn) => [lineOf(turn, now), ...(turns.length <= mostTails ? tailOf(turn) : [])]);
    return turns.length > mostLines ? [...lines, `and ${turns.length - mostLines} more`] : lines;
  }

  function show(): void {
    if (closed) return;
    const now = clock.now();
    shownAt = now;
    const turns = [...underway.values()];
    const [only] = turns;
    if (only && turns.length === 1) {
      const line = [lineOf(only, now), head()].filter((part) => part !== '').join('; ');
      screen.progress([line, ...tailOf(only)].join('\n'));
    } else screen.progress([head(), ...linesOf(turns, now).map((line) => `    ${line}`)].join('\n'));
    callOffTick?.();
    callOffTick = underway.size > 0 ? clock.after(tickMs, show) : null;
  }

  /** A line that stays, above what moves; when nothing is under way, nothing moves. */
  function say(text: string): void {
    screen.line(text);
    if (underway.size > 0) show();
    else callOffTick?.();
  }

  /** A line that stays, of a turn that is over. */
  function tell(place: TurnPlace, text: string): void {
    underway.delete(nameOf(place));
    say(`  ${nameOf(place)}: ${text}`);
  }

  /** Text of a turn that is under way; of one that is over it may still arrive, and is of no interest. */
  function grow(place: TurnPlace, what: 'reasoning' | 'content', text: string): void {
    const turn = underway.get(nameOf(place));
    if (!turn) return;
    // What is written begins a new line of thought.
    if (what === 'content' && turn.content === 0) turn.tail = '';
    turn[what] += text.length;
    turn.tail = extended(turn.tail, text);
    if (clock.now() - shownAt >= pauseMs) show();
  }

  return {
    problemStarted: (problem) => say(colours.bold(problem)),
    degenerate(problem, found) {
      degenerate.add(problem);
      for (const { sentence } of found) say(`${colours.yellow('degenerate')} ${problem}: ${sentence}`);
    },
    dialogueStarted({ problem, dialogue, from, bottleneck }) {
      if (from === null) return;
      const aim = bottleneck === null ? '' : ` to attack ${clip(bottleneck, 60)}`;
      say(`  ${problem}: dialogue ${dialogue} starts from the kernel of turn ${from}${aim}`);
    },
    turnStarted(place) {
      underway.set(nameOf(place), { place, since: clock.now(), reasoning: 0, content: 0, tail: '', doing: null });
      show();
    },
    reasoning: (place, text) => grow(place, 'reasoning', text),
    content: (place, text) => grow(place, 'content', text),
    retry(place, { waitMs, failure }) {
      const turn = underway.get(nameOf(place));
      if (turn) Object.assign(turn, { reasoning: 0, content: 0, tail: '' });
      const why = withoutControls(failure.error.message);
      say(`  ${nameOf(place)}: ${colours.yellow('again')} in ${span(waitMs)}: ${why}`);
    },
    noCandidate: (place, reason) => tell(place, `${colours.red('no candidate')} in the answer (${reason})`),
    candidate(place, file) {
      const turn = underway.get(nameOf(place));
      if (turn) turn.doing = `verifying ${file}`;
      show();
    },
    repeated: (place, of) => tell(place, `${colours.yellow('repeated')}: the kernel of turn ${of} again`),
    verdict: (place, verdict) => tell(place, verdictHeadline(verdict, colours)),
    best({ problem }, { medianMs }) {
      best.set(problem, medianMs);
      const time = medianMs === null ? '' : `: ${duration(medianMs)}`;
      say(`  ${colours.green('best so far')}${problems > 1 ? ` of ${problem}` : ''}${time}`);
    },
    // Why is told once, where the run ends: all turns under way fail together when it is stopped.
    turnFailed(place) {
      underway.delete(nameOf(place));
      show();
    },
    [Symbol.dispose]() {
      closed = true;
      callOffTick?.();
    },
  };
}
