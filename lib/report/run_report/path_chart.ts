/** The path of a problem's candidates: how far up the ladder each one came, and when. */
import { digits, duration } from '../../format/quantities.js';
import { rungNames } from '../../verify/verdict.js';
import { type Markup, markup } from './markup.js';
import { type Axis, linear, logarithmic, plot, type Plot, powers, stairs } from './plot.js';
import type { ProblemReport, TurnReport } from './problem_report.js';
import { ticks, timeUnit } from './units.js';

const rows = ['no candidate', ...rungNames, 'right'];

/** The row of a turn: the rung it ended at. */
function rowOf({ outcome, failed }: TurnReport): number {
  if (outcome === 'pass') return rows.length - 1;
  return failed === null ? 0 : rows.indexOf(failed);
}

function mark(turn: TurnReport, isBest: boolean, at: Plot): Markup {
  const x = at.x(turn.spent.ms);
  const y = at.y(rowOf(turn));
  const title = markup`<title>turn ${turn.turn}: ${turn.headline}</title>`;
  if (turn.outcome !== 'pass') {
    const arm = 4;
    return markup`<path class="wrong" d="M${x - arm} ${y - arm}l8 8m0-8l-8 8">${title}</path>`;
  }
  const ring = isBest ? markup`<circle class="best" cx="${x}" cy="${y}" r="8"/>` : null;
  return markup`${ring}<circle class="pass" cx="${x}" cy="${y}" r="4.5">${title}</circle>`;
}

function timeAxis(ms: number): Axis {
  const unit = timeUnit(ms);
  const marks = ticks(ms / unit.size, 6).map((value) => ({ at: value * unit.size, label: digits(value, 3) }));
  return linear(`${unit.name} spent on the problem`, marks);
}

/** Turns without a verdict or an answer to judge are left out; empty when there are no others. */
export function ladderChart({ problem, turns, spent, bestTurn }: ProblemReport): Markup {
  // Nothing was found out about the others, so they have no place on the ladder.
  const shown = turns.filter(({ outcome }) => outcome !== 'unfinished' && outcome !== 'unverified');
  if (shown.length === 0) return markup``;
  const y = linear(
    'rung',
    rows.map((label, at) => ({ at, label })),
  );
  return plot(
    `How far each candidate for ${problem} came, against time`,
    { x: timeAxis(spent.ms), y },
    { width: 720, height: 250, left: 92 },
    (at) => {
      const path = shown.map((turn, index) => `${index === 0 ? 'M' : 'L'}${at.x(turn.spent.ms)} ${at.y(rowOf(turn))}`);
      return [
        markup`<path class="path" d="${path.join('')}"/>`,
        ...shown.map((turn) => mark(turn, turn.turn === bestTurn, at)),
      ];
    },
  );
}

/** Times of the right candidates against when they came, with the baseline; empty when fewer than two were timed. */
export function speedChart({ problem, turns, spent, bestTurn }: ProblemReport): Markup {
  const timed = turns.flatMap((turn) => (turn.medianMs === null ? [] : [{ turn, ms: turn.medianMs }]));
  if (timed.length < 2) return markup``;
  const baselineMs = timed.findLast(({ turn }) => turn.baselineMs !== null)?.turn.baselineMs ?? null;
  const values = [...timed.map(({ ms }) => ms), ...(baselineMs === null ? [] : [baselineMs])];
  const y = logarithmic('time of one run', powers(values, duration));
  return plot(
    `Times of the right candidates for ${problem}, against time spent`,
    { x: timeAxis(spent.ms), y },
    { width: 720, height: 220, left: 92 },
    (at) => {
      const best = timed.filter(({ ms }, index) => timed.slice(0, index).every((earlier) => ms < earlier.ms));
      const points = best.map(({ turn, ms }) => ({ x: at.x(turn.spent.ms), y: at.y(ms) }));
      const [left, right] = [at.x(0), at.x(spent.ms)];
      const line =
        baselineMs === null
          ? null
          : markup`<path class="baseline" d="M${left} ${at.y(baselineMs)}H${right}"/><text class="tick" x="${left + 4}" y="${at.y(baselineMs) - 4}">baseline ${duration(baselineMs)}</text>`;
      return [
        markup`${line}<path class="line faster" d="${stairs([...points, { x: right, y: points.at(-1)!.y }])}"/>`,
        ...timed.map(({ turn, ms }) => {
          const title = markup`<title>turn ${turn.turn}: ${duration(ms)}</title>`;
          const centre = markup`cx="${at.x(turn.spent.ms)}" cy="${at.y(ms)}"`;
          const ring = turn.turn === bestTurn ? markup`<circle class="best" ${centre} r="8"/>` : null;
          return markup`${ring}<circle class="pass" ${centre} r="4.5">${title}</circle>`;
        }),
      ];
    },
  );
}
