/** What became of a run, problem by problem. */
import { duration } from '../format/quantities.js';
import type { StopReason } from '../search/stopping.js';
import type { ProblemSummary } from '../search/summary.js';
import type { Colours } from './colours.js';

/** Why a search ended, as the end of a sentence. */
export const stopTexts: Record<StopReason, string> = {
  solved: 'it is right, which was all that was wanted',
  roofline: 'it is as near to the roofline as was wanted',
  stale: 'turn after turn brought nothing better',
  time: 'the time is used up',
  tokens: 'the tokens are used up, or too few for another answer',
  money: 'the money is used up, or too little for another answer',
  candidates: 'all answers are used up',
  aborted: 'it was stopped',
  'device-lost': 'the device was lost',
  model: 'the model could not be asked',
  verifier: 'the verifier could not go on',
  'answers-gone': 'the recorded answers are used up',
};

/**
 * One line for each problem, and what went wrong. Problems that can be answered without being solved are counted apart.
 * On the simulator nothing has a time, which the last line says.
 */
export function runSummaryText(
  summaries: readonly ProblemSummary[],
  folder: string,
  colours: Colours,
  { simulated }: { simulated: boolean },
): string {
  const lines = summaries.flatMap((summary) => {
    const { problem, solved, bestMs, bestFile, dialogues, turns, stopped, message } = summary;
    const mark = solved ? colours.green('SOLVED') : colours.red('OPEN  ');
    const best = bestMs === null ? '' : ` in ${duration(bestMs)}`;
    const file = bestFile ? ` (${bestFile})` : '';
    const note = isDegenerate(summary) ? `, ${colours.yellow('degenerate')}` : '';
    const how = dialogues > 1 ? ` in ${dialogues} dialogues` : '';
    const line = `${mark} ${problem}${best} after ${turns} turns${how}${file}${note}: ${stopTexts[stopped]}`;
    return message ? [line, ...message.split('\n').map((text) => `       ${text}`)] : [line];
  });
  const sound = summaries.filter((summary) => !isDegenerate(summary));
  const solved = sound.filter((summary) => summary.solved).length;
  const how = simulated ? ' on the simulator: small cases, not timed' : '';
  const counted = `${solved} of ${sound.length} solved${apart(summaries)}${how}`;
  return [...lines, `${counted}; everything is in ${folder}`].join('\n');
}

function isDegenerate({ degenerate = [] }: ProblemSummary): boolean {
  return degenerate.length > 0;
}

/** Degenerate problems say nothing about what solves problems. */
function apart(summaries: readonly ProblemSummary[]): string {
  const degenerate = summaries.filter(isDegenerate);
  if (degenerate.length === 0) return '';
  const solved = degenerate.filter((summary) => summary.solved).length;
  return `, and apart from them ${solved} of ${degenerate.length} degenerate ones`;
}
