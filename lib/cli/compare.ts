/** `warpsmith compare RUN RUN… [--out FILE]` */
import { readRun } from '../report/run_report/read_run.js';
import { grouped, span } from '../report/run_report/units.js';
import { type ComparedRun, compareRuns } from '../report/strategies/comparison.js';
import { comparisonPage } from '../report/strategies/comparison_page.js';
import type { Console } from './console.js';
import { exitCodes } from './exit_codes.js';
import { writeOut } from './write_out.js';

export interface CompareCommand {
  out?: string;
}

/** "refine: 8 of 10 right, half of all after 3 min 20 s; 34 answers, 120 000 tokens" */
function lineOf({ name, counts, halfRight, spent }: ComparedRun, timed: boolean): string {
  const faster = timed ? `, ${counts.faster} faster than the baseline` : '';
  const half = halfRight.minutes === null ? '' : `, half of all after ${span(halfRight.minutes)}`;
  const used = `${grouped(spent.answers)} answers, ${grouped(spent.tokens)} tokens`;
  return `${name}: ${counts.right} of ${counts.problems} right${faster}${half}; ${used}`;
}

export function runCompare(folders: readonly string[], command: CompareCommand, console: Console): number {
  const comparison = compareRuns(folders.map(readRun));
  const out = command.out ?? (console.json ? null : 'comparison.html');
  if (out !== null) {
    writeOut(out, comparisonPage(comparison), 'the report');
    console.say(`The comparison: ${out}`);
  }
  for (const run of comparison.runs) console.say(lineOf(run, comparison.timed));
  for (const difference of comparison.differences) console.say(`${console.colours.yellow('note')} ${difference}`);
  console.document(comparison);
  return exitCodes.pass;
}
