/** A run as it goes on: a moving line for what is happening, and a line that stays for each turn. */
import { duration } from '../format/quantities.js';
import type { Budget } from '../search/budget.js';
import type { SearchEvents } from '../search/events.js';
import type { RefineSummary } from '../search/refine.js';
import type { Colours } from './colours.js';
import { verdictHeadline } from './verdict_text.js';

export interface RunScreen {
  colours: Colours;
  progress(text: string): void;
  /** A line that stays. */
  line(text: string): void;
}

function left(budget: Budget): string {
  const { ms, tokens, candidates, dollars } = budget.remaining();
  const parts = [
    ms === null ? null : `${Math.ceil(ms / 1000)} s`,
    tokens === null ? null : `${tokens} tokens`,
    candidates === null ? null : `${candidates} answers`,
    dollars === null ? null : `$${dollars.toFixed(2)}`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? `, ${parts.join(', ')} left` : '';
}

/** Events for `runProblems` that show themselves on a screen. */
export function runView(screen: RunScreen, budget: Budget): SearchEvents {
  const { colours } = screen;
  let at = '';
  let reasoning = 0;
  let content = 0;
  const show = (): void =>
    screen.progress(
      content > 0
        ? `${at}: writing, ${content} characters${left(budget)}`
        : `${at}: ${reasoning > 0 ? `thinking, ${reasoning} characters` : 'waiting for the model'}${left(budget)}`,
    );
  return {
    problemStarted: (problem) => screen.line(colours.bold(problem)),
    degenerate: (problem, found) =>
      found.forEach(({ sentence }) => screen.line(`${colours.yellow('degenerate')} ${problem}: ${sentence}`)),
    turnStarted({ problem, turn }) {
      at = `${problem}, turn ${turn}`;
      reasoning = 0;
      content = 0;
      show();
    },
    reasoning(text) {
      reasoning += text.length;
      show();
    },
    content(text) {
      content += text.length;
      show();
    },
    retry({ waitMs, failure }) {
      reasoning = 0;
      content = 0;
      screen.line(`  ${colours.yellow('again')} in ${duration(waitMs)}: ${failure.error.message}`);
    },
    noCandidate: (reason) => screen.line(`  ${at}: ${colours.red('no candidate')} in the answer (${reason})`),
    candidate: ({ file }) => screen.progress(`${at}: verifying ${file}`),
    verdict: (verdict) => screen.line(`  ${at}: ${verdictHeadline(verdict, colours)}`),
    best: ({ medianMs }) =>
      screen.line(`  ${colours.green('best so far')}${medianMs === null ? '' : ` ${duration(medianMs)}`}`),
  };
}

/** Why a search ended, as the end of a sentence. */
export const stopTexts: Record<RefineSummary['stopped'], string> = {
  time: 'the time is used up',
  tokens: 'the tokens are used up, or too few for another answer',
  money: 'the money is used up, or too little for another answer',
  candidates: 'all answers are used up',
  aborted: 'it was stopped',
  'device-lost': 'the device was lost',
  model: 'the model could not be asked',
  verifier: 'the verifier could not go on',
};

/**
 * One line for each problem, and what went wrong. Problems that can be answered without being solved are counted apart.
 * On the simulator nothing has a time, which the last line says.
 */
export function runSummaryText(
  summaries: readonly RefineSummary[],
  folder: string,
  colours: Colours,
  { simulated }: { simulated: boolean },
): string {
  const lines = summaries.flatMap((summary) => {
    const { problem, solved, bestMs, bestFile, turns, stopped, message } = summary;
    const mark = solved ? colours.green('SOLVED') : colours.red('OPEN  ');
    const best = bestMs === null ? '' : ` in ${duration(bestMs)}`;
    const file = bestFile ? ` (${bestFile})` : '';
    const note = isDegenerate(summary) ? `, ${colours.yellow('degenerate')}` : '';
    const line = `${mark} ${problem}${best} after ${turns} turns${file}${note}: ${stopTexts[stopped]}`;
    return message ? [line, ...message.split('\n').map((text) => `       ${text}`)] : [line];
  });
  const sound = summaries.filter((summary) => !isDegenerate(summary));
  const solved = sound.filter((summary) => summary.solved).length;
  const how = simulated ? ' on the simulator: small cases, not timed' : '';
  const counted = `${solved} of ${sound.length} solved${apart(summaries)}${how}`;
  return [...lines, `${counted}; everything is in ${folder}`].join('\n');
}

function isDegenerate({ degenerate = [] }: RefineSummary): boolean {
  return degenerate.length > 0;
}

/** Degenerate problems say nothing about what solves problems. */
function apart(summaries: readonly RefineSummary[]): string {
  const degenerate = summaries.filter(isDegenerate);
  if (degenerate.length === 0) return '';
  const solved = degenerate.filter((summary) => summary.solved).length;
  return `, and apart from them ${solved} of ${degenerate.length} degenerate ones`;
}
