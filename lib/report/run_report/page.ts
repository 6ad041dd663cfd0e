/** A run's report as one HTML file. */
import { digits } from '../../format/quantities.js';
import { htmlPage } from './html_page.js';
import { type Markup, markup, type Slot } from './markup.js';
import { minutesBar } from './minutes_bar.js';
import type { ProblemReport } from './problem_report.js';
import { anchorOf, breakable, problemSection, stateOf, timeOf } from './problem_section.js';
import type { RecordedRun } from './read_run.js';
import type { RunReport } from './run_report.js';
import { fastChart, shareCharts } from './share_charts.js';
import { type Column, table } from './table.js';
import { textRoom } from './text_room.js';
import { grouped, moment, money, span } from './units.js';

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

function overview({ problems, spent }: RunReport): Markup {
  // Runs from before prices were kept, and models without a price: a column of dashes says nothing.
  const isPriced = problems.some(({ dollars }) => dollars !== null && dollars > 0) || (spent.dollars ?? 0) > 0;
  const hasSeveral = problems.some(({ dialogues }) => dialogues.length > 1);
  const columns: readonly OverviewColumn[] = [
    [
      { head: 'problem', kind: 'name' },
      ({ problem }, index) => markup`<a href="#${anchorOf(index)}">${breakable(problem)}</a>`,
    ],
    [{ head: 'state', kind: 'words' }, stateOf],
    [
      { head: 'best time', kind: 'number' },
      ({ turns, bestTurn }) => timeOf(turns.find(({ turn }) => turn === bestTurn)),
    ],
    [
      { head: '× baseline', kind: 'number' },
      ({ turns, bestTurn }) => {
        const speedup = turns.find(({ turn }) => turn === bestTurn)?.speedup ?? null;
        return speedup === null ? '–' : digits(speedup, 3);
      },
    ],
    [{ head: 'turns', kind: 'number' }, ({ spent: { turns } }) => turns],
    ...(hasSeveral
      ? [[{ head: 'dialogues', kind: 'number' }, ({ dialogues }) => dialogues.length] satisfies OverviewColumn]
      : []),
    [{ head: 'time spent', kind: 'number' }, ({ spent: { ms } }) => span(ms)],
    [{ head: 'tokens', kind: 'number' }, ({ spent: { tokens } }) => grouped(tokens)],
    ...(isPriced
      ? [
          [
            { head: 'money', kind: 'number' },
            ({ dollars }) => (dollars === null ? 'unknown' : money(dollars)),
          ] satisfies OverviewColumn,
        ]
      : []),
  ];
  return table(
    columns.map(([column]) => column),
    problems.map((problem, index) => columns.map(([, cell]) => cell(problem, index))),
  );
}

type OverviewColumn = readonly [Column, (problem: ProblemReport, index: number) => Slot];

function numbers({ counts, spent }: RunReport): Markup {
  const facts: readonly (readonly [string, string])[] = [
    [`${counts.right} of ${counts.problems}`, 'right'],
    [`${counts.faster} of ${counts.problems}`, 'faster than the baseline'],
    [span(spent.ms), 'spent'],
    [grouped(spent.tokens), 'tokens'],
    [grouped(spent.answers), spent.answers === 1 ? 'answer' : 'answers'],
    ...(spent.dollars !== null && spent.dollars > 0 ? ([[money(spent.dollars), 'for the model']] as const) : []),
  ];
  return markup`<ul class="numbers">${facts.map(([value, name]) => markup`<li><b>${value}</b> ${name}</li>`)}</ul>`;
}

/** The whole page. */
export function reportPage(report: RunReport, run: RecordedRun): string {
  const { model, devices, started, problems } = report;
  const origin = [model, ...devices, ...(started === null ? [] : [moment(started)])].join(' · ');
  const overlap = problems.some(({ dialogues }) => dialogues.length > 1)
    ? ' Dialogues overlap, so that their minutes may add up to more than the time that passed.'
    : '';
  const charts =
    problems.length === 0
      ? null
      : markup`<h2>What it took</h2>${shareCharts(report)}
<h2>How fast</h2>${fastChart(report)}
<h2>Where the minutes went</h2>${minutesBar(report.minutes)}
<p class="quiet">Compiling is understated: a candidate is compiled for each case, and a verdict keeps the times of its last case only. The cases before it count as verifying.${overlap}</p>
<h2 id="problems">Problems</h2>${overview(report)}`;
  const room = textRoom(run.events);
  return htmlPage(
    report.run,
    markup`<h1>${report.run}</h1>
<p class="quiet">${origin}</p>
${numbers(report)}
${notices(report).map((notice) => markup`<p class="notice">${notice}</p>`)}
${charts}
${problems.map((problem, index) => problemSection(problem, index, run, room))}`,
  );
}
