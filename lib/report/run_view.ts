/** A run as it goes on: what is under way, moving, and a line that stays for each verdict. */
import { clip, duration } from '../format/quantities.js';
import type { Budget } from '../search/budget.js';
import type { SearchEvents, TurnPlace } from '../search/events.js';
import type { Colours } from './colours.js';
import { verdictHeadline } from './verdict_text.js';

export interface RunScreen {
  colours: Colours;
  /** Replaces what moved before; several lines where several turns go on at once. */
  progress(text: string): void;
  /** A line that stays. */
  line(text: string): void;
}

/** A turn under way. */
interface Underway {
  since: number;
  reasoning: number;
  content: number;
  doing: string | null;
}

/** More would push out of the window what stays. */
const mostLines = 12;
/** Milliseconds between two pictures; text arrives more often. */
const pauseMs = 80;

function left(budget: Budget): string {
  const { ms, tokens, candidates, dollars } = budget.remaining();
  const parts = [
    ms === null ? null : duration(Math.ceil(ms / 1000) * 1000),
    tokens === null ? null : `${tokens} tokens`,
    candidates === null ? null : `${candidates} answers`,
    dollars === null ? null : `$${dollars.toFixed(2)}`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? `${parts.join(', ')} left` : '';
}

/** "softmax, turn 3", with the dialogue where a problem has several. */
function nameOf({ problem, dialogue, turn }: TurnPlace): string {
  return dialogue === 1 ? `${problem}, turn ${turn}` : `${problem}, turn ${turn} (dialogue ${dialogue})`;
}

function doingOf({ reasoning, content, doing }: Underway): string {
  if (doing !== null) return doing;
  if (content > 0) return `writing, ${content} characters`;
  return reasoning > 0 ? `thinking, ${reasoning} characters` : 'waiting for the model';
}

/** Events for `runProblems` that show themselves on a screen. `problems` is how many there are. */
export function runView(screen: RunScreen, budget: Budget, problems: number): SearchEvents {
  const { colours } = screen;
  const underway = new Map<string, Underway>();
  const best = new Map<string, number | null>();
  let shownAt = 0;

  function at(place: TurnPlace): Underway {
    const name = nameOf(place);
    let turn = underway.get(name);
    if (!turn) underway.set(name, (turn = { since: performance.now(), reasoning: 0, content: 0, doing: null }));
    return turn;
  }

  function show(always = true): void {
    const now = performance.now();
    if (!always && now - shownAt < pauseMs) return;
    shownAt = now;
    const { tokens } = budget.used();
    const solved = problems > 1 ? `${best.size} of ${problems} solved` : '';
    const head = [solved, tokens > 0 ? `${tokens} tokens` : '', left(budget)].filter((part) => part !== '').join(', ');
    const turns = [...underway].map(([name, turn]) => `${name}: ${doingOf(turn)}, ${duration(now - turn.since)}`);
    const beyond = turns.length > mostLines ? [`and ${turns.length - mostLines} more`] : [];
    const lines = [...turns.slice(0, mostLines), ...beyond];
    if (lines.length === 1) screen.progress([lines[0], head].filter(Boolean).join('; '));
    else screen.progress([head, ...lines.map((line) => `    ${line}`)].join('\n'));
  }

  /** A line that stays, of a turn that is over. */
  function tell(place: TurnPlace, text: string): void {
    underway.delete(nameOf(place));
    screen.line(`  ${nameOf(place)}: ${text}`);
    if (underway.size > 0) show();
  }

  return {
    problemStarted: (problem) => screen.line(colours.bold(problem)),
    degenerate: (problem, found) =>
      found.forEach(({ sentence }) => screen.line(`${colours.yellow('degenerate')} ${problem}: ${sentence}`)),
    dialogueStarted({ problem, dialogue, from, bottleneck }) {
      if (from === null) return;
      const aim = bottleneck === null ? '' : ` to attack ${clip(bottleneck, 60)}`;
      screen.line(`  ${problem}: dialogue ${dialogue} starts from the kernel of turn ${from}${aim}`);
    },
    turnStarted(place) {
      at(place);
      show();
    },
    reasoning(place, text) {
      at(place).reasoning += text.length;
      show(false);
    },
    content(place, text) {
      at(place).content += text.length;
      show(false);
    },
    retry(place, { waitMs, failure }) {
      Object.assign(at(place), { reasoning: 0, content: 0 });
      screen.line(`  ${nameOf(place)}: ${colours.yellow('again')} in ${duration(waitMs)}: ${failure.error.message}`);
    },
    noCandidate: (place, reason) => tell(place, `${colours.red('no candidate')} in the answer (${reason})`),
    candidate(place, file) {
      at(place).doing = `verifying ${file}`;
      show();
    },
    repeated: (place, of) => tell(place, `${colours.yellow('repeated')}: the kernel of turn ${of} again`),
    verdict: (place, verdict) => tell(place, verdictHeadline(verdict, colours)),
    best({ problem }, { medianMs }) {
      best.set(problem, medianMs);
      const time = medianMs === null ? '' : ` ${duration(medianMs)}`;
      screen.line(`  ${colours.green('best so far')}${problems > 1 ? ` of ${problem}` : ''}${time}`);
    },
    turnFailed: (place) => void underway.delete(nameOf(place)),
  };
}
