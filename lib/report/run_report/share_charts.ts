/** Charts over all problems of a run: who was right, who was faster, and after how much. */
import { digits, percent } from '../../format/quantities.js';
import { type Markup, markup } from './markup.js';
import { logarithmic, plot, roundSteps, shareAxis, stairs } from './plot.js';
import type { RunReport } from './run_report.js';
import { lineLegend, measures, numberColumns, shareChartSize, shareFigure } from './share_figure.js';
import { table } from './table.js';

/** Shares against minutes, tokens and turns, each with its table. */
export function shareCharts({ shares }: RunReport): Markup {
  const legend = lineLegend([
    ['right', 'right'],
    ['faster', 'right and faster than the baseline'],
  ]);
  const said = 'Share of right problems, and of those faster than their baseline, against';
  const figures = measures.map((measure) => {
    const { end, ...curves } = shares[measure];
    const lines = (['right', 'faster'] as const).map((name) => ({ name, style: name, points: curves[name], end }));
    return shareFigure(said, measure, lines);
  });
  return markup`${legend}
<div class="charts">
${figures}
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
  const chart = plot('fast_p against p', { x, y: shareAxis('fast_p') }, shareChartSize, (at) => {
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
