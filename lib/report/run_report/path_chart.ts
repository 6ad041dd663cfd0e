/** The path of a problem's candidates: how far up the ladder each one came, and when. */
import { digits, duration } from '../../format/quantities.js';
import { rungNames } from '../../verify/verdict.js';
import { lineStyle } from './line_style.js';
import { type Markup, markup } from './markup.js';
import { marks, pathLegend } from './path_legend.js';
import { type Axis, linear, logarithmic, plot, type Plot, roundSteps, stairs } from './plot.js';
import type { ProblemReport, TurnReport } from './problem_report.js';
import { ticks, timeUnit } from './units.js';

const rows = ['no candidate', ...rungNames, 'right'];
const size = { width: 580, height: 270, left: 92 };

/** The row of a turn: the rung it ended at. */
function rowOf({ outcome, failed }: TurnReport): number {
  if (outcome === 'pass') return rows.length - 1;
  return failed === null ? 0 : rows.indexOf(failed);
}

/** The class of a turn's marks: none where the problem has one dialogue. */
function styleOf({ dialogues }: ProblemReport, dialogue: number): string {
  return dialogues.length > 1 ? lineStyle(dialogue) : '';
}

function nameOf({ dialogues }: ProblemReport, { turn, dialogue }: TurnReport): string {
  return dialogues.length > 1 ? `turn ${turn}, dialogue ${dialogue}` : `turn ${turn}`;
}

function timeAxis(ms: number): Axis {
  const unit = timeUnit(ms);
  const steps = ticks(ms / unit.size, 6).map((value) => ({ at: value * unit.size, label: digits(value, 3) }));
  return linear(`${unit.name} spent on the problem`, steps);
}

/** The way of one dialogue, and where it branched off from an earlier turn. */
function way(
  problem: ProblemReport,
  dialogue: number,
  from: number | null,
  shown: readonly TurnReport[],
  at: Plot,
): Markup {
  const own = shown.filter((turn) => turn.dialogue === dialogue);
  const point = (turn: TurnReport): string => `${at.x(turn.spent.ms)} ${at.y(rowOf(turn))}`;
  const [first] = own;
  if (first === undefined) return markup``;
  const source = from === null ? undefined : shown.find(({ turn }) => turn === from);
  const branch = source ? markup`<path class="branch" d="M${point(source)}L${point(first)}"/>` : null;
  const path = own.map((turn, index) => `${index === 0 ? 'M' : 'L'}${point(turn)}`).join('');
  return markup`${branch}<path class="path ${styleOf(problem, dialogue)}" d="${path}"/>`;
}

/** Turns without a verdict or an answer to judge are left out; null when there are no others. */
function ladderChart(problem: ProblemReport): Markup | null {
  const { turns, spent, bestTurn, dialogues } = problem;
  // Nothing was found out about the others, so they have no place on the ladder.
  const shown = turns.filter(({ outcome }) => outcome !== 'unfinished' && outcome !== 'unverified');
  if (shown.length === 0) return null;
  const y = linear(
    'how far each candidate came',
    rows.map((label, at) => ({ at, label })),
  );
  const title = `How far each candidate for ${problem.problem} came, against time`;
  return plot(title, { x: timeAxis(spent.ms), y }, size, (at) => [
    ...dialogues.map(({ dialogue, from }) => way(problem, dialogue, from, shown, at)),
    ...shown.map((turn) => {
      const [x, height] = [at.x(turn.spent.ms), at.y(rowOf(turn))];
      const style = styleOf(problem, turn.dialogue);
      const text = markup`<title>${nameOf(problem, turn)}: ${turn.headline}</title>`;
      if (turn.outcome !== 'pass') return marks.wrong(x, height, style, text);
      const ring = turn.turn === bestTurn ? marks.best(x, height) : null;
      return markup`${ring}${marks.right(x, height, style, text)}`;
    }),
  ]);
}

/** Times of the right candidates against when they came, with the baseline; null when fewer than two were timed. */
function speedChart(problem: ProblemReport): Markup | null {
  const { turns, spent, bestTurn } = problem;
  const timed = turns
    .flatMap((turn) => (turn.medianMs === null ? [] : [{ turn, ms: turn.medianMs }]))
    .sort((a, b) => a.turn.spent.ms - b.turn.spent.ms);
  if (timed.length < 2) return null;
  const baselineMs = timed.findLast(({ turn }) => turn.baselineMs !== null)?.turn.baselineMs ?? null;
  const values = [...timed.map(({ ms }) => ms), ...(baselineMs === null ? [] : [baselineMs])];
  const y = logarithmic('time of one run (the line: best so far)', roundSteps(values, duration));
  const title = `Times of the right candidates for ${problem.problem}, against time spent`;
  return plot(title, { x: timeAxis(spent.ms), y }, size, (at) => {
    const best = timed.filter(({ ms }, index) => timed.slice(0, index).every((earlier) => ms < earlier.ms));
    const points = best.map(({ turn, ms }) => ({ x: at.x(turn.spent.ms), y: at.y(ms) }));
    const right = at.x(spent.ms);
    return [
      markup`<path class="line so-far" d="${stairs([...points, { x: right, y: points.at(-1)!.y }])}"/>`,
      ...timed.map(({ turn, ms }) => {
        const [x, height] = [at.x(turn.spent.ms), at.y(ms)];
        const text = markup`<title>${nameOf(problem, turn)}: ${duration(ms)}</title>`;
        const ring = turn.turn === bestTurn ? marks.best(x, height) : null;
        return markup`${ring}${marks.right(x, height, styleOf(problem, turn.dialogue), text)}`;
      }),
      baselineMs === null ? markup`` : baseline(baselineMs, at),
    ];
  });
}

/** Its words stand above the line at the left, where the first right candidates are rarely that fast. */
function baseline(ms: number, at: Plot): Markup {
  const [left, y] = [size.left, at.y(ms)];
  return markup`<path class="baseline" d="M${left} ${y}H${size.width - 16}"/><text class="on-chart" x="${left + 4}" y="${y - 5}">baseline ${duration(ms)}</text>`;
}

/** Both charts side by side, with their legend; empty when there is nothing to draw. */
export function pathCharts(problem: ProblemReport): Markup {
  const charts = [ladderChart(problem), speedChart(problem)].filter((chart) => chart !== null);
  if (charts.length === 0) return markup``;
  const figures = charts.map((chart) => markup`<figure class="wide">${chart}</figure>`);
  return markup`${pathLegend(problem)}<div class="paths">${figures}</div>`;
}
