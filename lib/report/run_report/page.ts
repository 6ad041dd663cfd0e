/** A run's report as one HTML file that needs nothing else: no script, no network. */
import { readFileSync } from 'node:fs';
import { digits, duration } from '../../format/quantities.js';
import { packagePath, packageVersion } from '../../package_root.js';
import { Markup, markup } from './markup.js';
import { minutesBar } from './minutes_bar.js';
import type { ProblemReport } from './problem_report.js';
import { anchorOf, problemSection, stateOf } from './problem_section.js';
import type { RecordedRun } from './read_run.js';
import type { RunReport } from './run_report.js';
import { fastChart, shareCharts } from './share_charts.js';
import { grouped, span } from './units.js';

function notices({ cut, simulated, counts, stopped, resumes, problems }: RunReport): string[] {
  return [
    ...(problems.length === 0 ? ['Nothing has happened in this run yet.'] : []),
    ...(cut ? ['The journal ends in the middle of a line; that line is left out.'] : []),
    ...(stopped === null && problems.length > 0
      ? ['The run has not stopped in order: it goes on, or was killed.']
      : []),
    ...(resumes > 0 ? [`It was resumed ${resumes === 1 ? 'once' : `${resumes} times`}.`] : []),
    ...(simulated ? ['Judged on the simulator: small cases, and nothing is timed on it.'] : []),
    ...(counts.withoutBaseline > 0
      ? [`${counts.withoutBaseline} right without a time and a baseline to compare with; they count as not faster.`]
      : []),
    ...(counts.notReached > 0 ? [`${counts.notReached} not reached; they count as not right.`] : []),
    ...(counts.degenerate > 0
      ? [
          `Apart from these, ${counts.degenerateRight} of ${counts.degenerate} degenerate problems, which can pass without being solved.`,
        ]
      : []),
  ];
}

function overview(problems: readonly ProblemReport[]): Markup {
  const rows = problems.map((problem, index) => {
    const best = problem.turns.find(({ turn }) => turn === problem.bestTurn);
    const { medianMs = null, speedup = null } = best ?? {};
    const time = medianMs === null ? '–' : duration(medianMs);
    const faster = speedup === null ? '–' : `${digits(speedup, 3)} ×`;
    return markup`<tr><td><a href="#${anchorOf(index)}">${problem.problem}</a></td><td>${stateOf(problem)}</td><td>${time}</td><td>${faster}</td><td>${problem.spent.turns}</td><td>${span(problem.spent.ms)}</td><td>${grouped(problem.spent.tokens)}</td></tr>`;
  });
  const heads = ['problem', 'state', 'best time', 'against the baseline', 'turns', 'time spent', 'tokens'];
  return markup`<div class="wide"><table><thead><tr>${heads.map((head) => markup`<th>${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function numbers({ counts, spent }: RunReport): Markup {
  const facts: [string, string][] = [
    [`${counts.right} of ${counts.problems}`, 'right'],
    [`${counts.faster} of ${counts.problems}`, 'faster than the baseline'],
    [span(spent.ms), 'spent'],
    [grouped(spent.tokens), 'tokens'],
    [grouped(spent.answers), 'answers'],
  ];
  return markup`<ul class="numbers">${facts.map(([value, name]) => markup`<li><b>${value}</b> ${name}</li>`)}</ul>`;
}

/** The whole page. */
export function reportPage(report: RunReport, run: RecordedRun): string {
  const style = new Markup(readFileSync(packagePath('lib', 'report', 'run_report', 'page.css'), 'utf8'));
  const { model, devices, started } = report;
  const origin = [model, ...devices, ...(started === null ? [] : [started])].join(' · ');
  const charts =
    report.problems.length === 0
      ? null
      : markup`<h2>What it took</h2>${shareCharts(report)}
<h2>How fast</h2>${fastChart(report)}
<h2>Where the minutes went</h2>${minutesBar(report.minutes)}
<p class="quiet">Compiling is that of the case that a verdict tells of; for the cases before it, it counts as verifying.</p>
<h2>Problems</h2>${overview(report.problems)}`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>warpsmith: ${report.run}</title>
<style>
${style}</style>
</head>
<body>
<main>
<h1>${report.run}</h1>
<p class="quiet">${origin}</p>
${numbers(report)}
${notices(report).map((notice) => markup`<p class="notice">${notice}</p>`)}
${charts}
${report.problems.map((problem, index) => problemSection(problem, index, run))}
</main>
<footer>warpsmith ${packageVersion()}</footer>
</body>
</html>
`;
  return page.text;
}
