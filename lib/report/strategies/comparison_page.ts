/** A comparison of runs as one HTML file. */
import { duration } from '../../format/quantities.js';
import { htmlPage } from '../run_report/html_page.js';
import { lineStyle } from '../run_report/line_style.js';
import { type Markup, markup, type Slot } from '../run_report/markup.js';
import { breakable, stopText } from '../run_report/problem_section.js';
import { lineLegend, measures, shareFigure } from '../run_report/share_figure.js';
import { type Column, table } from '../run_report/table.js';
import { grouped, span } from '../run_report/units.js';
import type { Attempt, ComparedRun, Comparison } from './comparison.js';

/** Without one, as of too few right problems. */
const none = '–';

function runTable({ runs, timed }: Comparison): Markup {
  const half = (value: number | null, text: (value: number) => string): string => (value === null ? none : text(value));
  const columns: readonly (readonly [Column, (run: ComparedRun) => Slot])[] = [
    [{ head: 'strategy', kind: 'name' }, ({ name }) => name],
    [{ head: 'right', kind: 'number' }, ({ counts }) => `${counts.right} of ${counts.problems}`],
    ...(timed
      ? [
          [
            { head: 'faster', kind: 'number' },
            ({ counts }: ComparedRun) => `${counts.faster} of ${counts.problems}`,
          ] as const,
        ]
      : []),
    [{ head: 'half right: time', kind: 'number' }, ({ halfRight }) => half(halfRight.minutes, span)],
    [{ head: '… turns', kind: 'number' }, ({ halfRight }) => half(halfRight.turns, String)],
    [{ head: '… tokens', kind: 'number' }, ({ halfRight }) => half(halfRight.tokens, grouped)],
    [{ head: 'answers', kind: 'number' }, ({ spent }) => grouped(spent.answers)],
    [{ head: 'tokens', kind: 'number' }, ({ spent }) => grouped(spent.tokens)],
    [{ head: 'run took', kind: 'number' }, ({ spent }) => span(spent.ms)],
    [{ head: 'turns at once', kind: 'number' }, ({ parallel }) => parallel],
  ];
  return table(
    columns.map(([column]) => column),
    runs.map((run) => columns.map(([, cell]) => cell(run))),
  );
}

function charts({ runs }: Comparison, key: 'right' | 'faster', said: string): Markup {
  const figures = measures.map((measure) => {
    const lines = runs.map(({ name, shares }, index) => {
      const { [key]: points, end } = shares[measure];
      return { name, style: lineStyle(index + 1), points, end };
    });
    return shareFigure(`${said}, a line for each run, against`, measure, lines);
  });
  return markup`<div class="charts">
${figures}
</div>`;
}

function turnsText(turns: number): string {
  return turns === 1 ? '1 turn' : `${turns} turns`;
}

function attemptText(attempt: Attempt | null): Slot {
  if (attempt === null) return 'not reached';
  const { firstRight, bestMs, spent, stopped } = attempt;
  if (firstRight === null) {
    const why = stopped === null ? '' : `: ${stopText(stopped)}`;
    return `open after ${turnsText(spent.turns)}, ${span(spent.ms)}${why}`;
  }
  const best = bestMs === null ? '' : `; best ${duration(bestMs)}`;
  const text = `${turnsText(firstRight.turns)}, ${span(firstRight.ms)}${best}`;
  return markup`<span class="pass-text">${text}</span>`;
}

function problemTable({ problems, runs }: Comparison): Markup {
  const columns: Column[] = [
    { head: 'problem', kind: 'name' },
    ...runs.map(({ name }): Column => ({ head: name, kind: 'words' })),
  ];
  const rows = problems.map(({ problem, degenerate, attempts }) => [
    markup`${breakable(problem)}${degenerate ? ' (degenerate)' : null}`,
    ...attempts.map(attemptText),
  ]);
  return table(columns, rows);
}

/** The whole page. */
export function comparisonPage(comparison: Comparison): string {
  const { runs, problems, differences, timed } = comparison;
  const origins = [...new Set(runs.flatMap(({ model, devices }) => [model, ...devices]))].join(' · ');
  const names = runs.map(({ name }, index) => [lineStyle(index + 1), name] as const);
  const notices = [
    ...differences,
    ...(runs.some(({ simulated }) => simulated)
      ? ['Judged on the simulator: small cases, and nothing is timed on it.']
      : []),
    ...(problems.some(({ degenerate }) => degenerate)
      ? ['Degenerate problems can pass without being solved; shares are of the others.']
      : []),
  ];
  const faster = timed
    ? markup`<h2>Right and faster than the baseline</h2>${lineLegend(names)}${charts(comparison, 'faster', 'Share of problems faster than their baseline')}`
    : null;
  return htmlPage(
    `${runs.length} runs compared`,
    markup`<h1>${runs.length} runs compared</h1>
<p class="quiet">${origins}</p>
${runTable(comparison)}
<p class="quiet">“Half right”: with so much spent on each, half of all problems were right. A problem’s clock runs while a turn of it is under way, so none is charged for waiting. “Turns at once” are those of all problems together, as the run allowed them.</p>
${notices.map((notice) => markup`<p class="notice">${notice}</p>`)}
<h2>Right</h2>${lineLegend(names)}${charts(comparison, 'right', 'Share of right problems')}
<p class="quiet">A line ends at the most that its run spent on one problem.</p>
${faster}
<h2>Problem by problem</h2>
<p class="quiet">What the first right candidate took.</p>
${problemTable(comparison)}`,
  );
}
