/** Charts over all problems of a run: who was right, who was faster, and after how much. */
import { digits, percent } from '../../format/quantities.js';
import { type Markup, markup } from './markup.js';
import { type Axis, linear, logarithmic, plot, roundSteps, shareAxis, stairs } from './plot.js';
import type { ShareCurves, SharePoint } from './shares.js';
import type { RunReport } from './run_report.js';
import { type Column, table } from './table.js';
import { grouped, short, span, ticks, timeUnit } from './units.js';

const size = { width: 400, height: 230, left: 44 };

function steps(points: readonly SharePoint[], end: number): SharePoint[] {
  return [{ at: 0, share: 0 }, ...points, { at: end, share: points.at(-1)?.share ?? 0 }];
}

function shareChart(title: string, x: Axis, { right, faster, end }: ShareCurves): Markup {
  return plot(title, { x, y: shareAxis('share of problems') }, size, (at) => {
    const path = (points: readonly SharePoint[]): string =>
      stairs(steps(points, end).map((point) => ({ x: at.x(point.at), y: at.y(point.share) })));
    return [
      markup`<path class="line right" d="${path(right)}"/>`,
      markup`<path class="line faster" d="${path(faster)}"/>`,
    ];
  });
}

function axisOf(label: string, end: number, unit: number, whole: boolean, text: (value: number) => string): Axis {
  return linear(
    label,
    ticks(end / unit, 4, whole).map((value) => ({ at: value * unit, label: text(value) })),
  );
}

function shareTable(unit: string, { right, faster }: ShareCurves, amount: (value: number) => string): Markup {
  const at = (points: readonly SharePoint[], value: number): number =>
    points.findLast((point) => point.at <= value)?.share ?? 0;
  const values = [...new Set([...right, ...faster].map((point) => point.at))].sort((a, b) => a - b);
  if (values.length === 0) return markup``;
  const rows = values.map((value) => [amount(value), percent(at(right, value)), percent(at(faster, value))]);
  return markup`<details><summary>As a table</summary>${table(numberColumns(`${unit} per problem`, 'right', 'faster'), rows)}</details>`;
}

function numberColumns(...heads: string[]): Column[] {
  return heads.map((head) => ({ head, kind: 'number' }));
}

const swatch = (name: string): Markup =>
  markup`<svg class="swatch" viewBox="0 0 26 8" width="26" height="8" aria-hidden="true"><path class="line ${name}" d="M1 4H25"/></svg>`;

/** Shares against minutes, tokens and turns, each with its table. */
export function shareCharts({ shares }: RunReport): Markup {
  const { minutes, tokens, turns } = shares;
  const unit = timeUnit(minutes.end);
  const said = 'Share of right problems, and of those faster than their baseline, against';
  const time = axisOf(`${unit.name} spent on each problem`, minutes.end, unit.size, false, (value) => digits(value, 3));
  const money = axisOf('tokens spent on each problem', tokens.end, 1, true, short);
  const answers = axisOf('turns of each problem', turns.end, 1, true, (value) => digits(value, 3));
  return markup`<p class="legend"><span class="key">${swatch('right')} right</span> <span class="key">${swatch('faster')} right and faster than the baseline</span></p>
<div class="charts">
<figure>${shareChart(`${said} ${unit.name}`, time, minutes)}${shareTable('time', minutes, span)}</figure>
<figure>${shareChart(`${said} tokens`, money, tokens)}${shareTable('tokens', tokens, grouped)}</figure>
<figure>${shareChart(`${said} turns`, answers, turns)}${shareTable('turns', turns, String)}</figure>
</div>`;
}

/** fast_p against p; a sentence where nothing was timed against a baseline. */
export function fastChart({ fastP: points, counts }: RunReport): Markup {
  if (points.length === 0) return markup`<p>No candidate was timed against a baseline, so there is no fast_p.</p>`;
  const [zero, ...rest] = points;
  const thresholds = rest.map(({ p }) => p);
  const x = logarithmic(
    'p, times as fast as the baseline',
    roundSteps([0.5, 2, ...thresholds], (value) => digits(value, 3)),
  );
  const low = x.ticks[0]!.at;
  const high = x.ticks.at(-1)!.at;
  // Below the smallest speedup all timed problems count; the untimed ones only at p = 0.
  const timed = zero!.share - counts.withoutBaseline / counts.problems;
  const chart = plot('fast_p against p', { x, y: shareAxis('fast_p') }, size, (at) => {
    const path = stairs([
      { x: at.x(low), y: at.y(timed) },
      ...rest.map(({ p, share }) => ({ x: at.x(p), y: at.y(share) })),
      { x: at.x(high), y: at.y(rest.at(-1)!.share) },
    ]);
    return [
      markup`<path class="baseline" d="M${at.x(1)} ${at.y(0)}V${at.y(1)}"/><path class="line faster" d="${path}"/>`,
    ];
  });
  const rows = points.map(({ p, share }) => [digits(p, 3), percent(share)]);
  return markup`<div class="charts"><figure>${chart}<p class="quiet">The share of problems that are right and more than p times as fast as their baseline. The dotted line is the baseline.</p><details><summary>As a table</summary>${table(numberColumns('p', 'fast_p'), rows)}</details></figure></div>`;
}
