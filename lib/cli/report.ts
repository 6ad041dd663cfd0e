/** `warpsmith report RUN [--out FILE]` */
import { join } from 'node:path';
import { reportPage } from '../report/run_report/page.js';
import { readRun } from '../report/run_report/read_run.js';
import { runReport } from '../report/run_report/run_report.js';
import type { Console } from './console.js';
import { exitCodes } from './exit_codes.js';
import { writeOut } from './write_out.js';

export interface ReportCommand {
  out?: string;
}

export function runReportCommand(folder: string, command: ReportCommand, console: Console): number {
  const run = readRun(folder);
  const report = runReport(run);
  const out = command.out ?? (console.json ? null : join(folder, 'report.html'));
  if (out !== null) {
    writeOut(out, reportPage(report, run), 'the report');
    console.say(`The report: ${out}`);
  }
  const { right, faster, problems } = report.counts;
  console.say(`${right} of ${problems} right, ${faster} of ${problems} faster than the baseline`);
  console.document(report);
  return exitCodes.pass;
}
