/** Shares of problems as lines against what was spent on each: a chart with its table. */
import { digits, percent } from '../../format/quantities.js';
import { type Markup, markup } from './markup.js';
import { type Axis, linear, plot, type PlotSize, shareAxis, stairs } from './plot.js';
import type { SharePoint } from './shares.js';
import { type Column, table } from './table.js';
import { grouped, short, span, ticks, timeUnit } from './units.js';

export const shareChartSize: PlotSize = { width: 400, height: 230, left: 44 };

/** What shares are drawn against, as a report's `shares` name it. */
export const measures = ['minutes', 'tokens', 'turns'] as const;
export type Measure = (typeof measures)[number];

export interface ShareLine {
  /** A column of the table. */
  name: string;
  /** A class of the style sheet. */
  style: string;
  points: readonly SharePoint[];
  /** Where the line ends: the most that was spent on one problem. */
  end: number;
}

interface Scale {
  x: Axis;
  /** "minutes", "seconds", "tokens" …: what a chart's title says. */
  unit: string;
  /** The head of the table's first column, and what stands in it. */
  head: string;
  amount: (value: number) => string;
}

function axisOf(label: string, end: number, unit: number, whole: boolean, text: (value: number) => string): Axis {
  return linear(
    label,
    ticks(end / unit, 4, whole).map((value) => ({ at: value * unit, label: text(value) })),
  );
}

function scaleOf(measure: Measure, end: number): Scale {
  const number = (value: number): string => digits(value, 3);
  switch (measure) {
    case 'minutes': {
      const { name, size } = timeUnit(end);
      const x = axisOf(`${name} spent on each problem`, end, size, false, number);
      return { x, unit: name, head: 'time per problem', amount: span };
    }
    case 'tokens': {
      const x = axisOf('tokens spent on each problem', end, 1, true, short);
      return { x, unit: 'tokens', head: 'tokens per problem', amount: grouped };
    }
    case 'turns': {
      const x = axisOf('turns of each problem', end, 1, true, number);
      return { x, unit: 'turns', head: 'turns per problem', amount: String };
    }
  }
}

function steps({ points, end }: ShareLine): SharePoint[] {
  return [{ at: 0, share: 0 }, ...points, { at: end, share: points.at(-1)?.share ?? 0 }];
}

function shareTable(lines: readonly ShareLine[], { head, amount }: Scale): Markup {
  const at = (points: readonly SharePoint[], value: number): number =>
    points.findLast((point) => point.at <= value)?.share ?? 0;
  const values = [...new Set(lines.flatMap(({ points }) => points.map((point) => point.at)))].sort((a, b) => a - b);
  if (values.length === 0) return markup``;
  const rows = values.map((value) => [amount(value), ...lines.map(({ points }) => percent(at(points, value)))]);
  const columns = numberColumns(head, ...lines.map(({ name }) => name));
  return markup`<details><summary>As a table</summary>${table(columns, rows)}</details>`;
}

export function numberColumns(...heads: string[]): Column[] {
  return heads.map((head) => ({ head, kind: 'number' }));
}

/** A legend of lines: the class of each and what it is. */
export function lineLegend(lines: readonly (readonly [style: string, text: string])[]): Markup {
  const keys = lines.map(
    ([style, text]) =>
      markup`<span class="key"><svg class="swatch" viewBox="0 0 26 8" width="26" height="8" aria-hidden="true"><path class="line ${style}" d="M1 4H25"/></svg> ${text}</span> `,
  );
  return markup`<p class="legend">${keys}</p>`;
}

/** The chart and its table. A screen reader says `said` and the unit: "Share of right problems against minutes". */
export function shareFigure(said: string, measure: Measure, lines: readonly ShareLine[]): Markup {
  const scale = scaleOf(measure, Math.max(0, ...lines.map(({ end }) => end)));
  const axes = { x: scale.x, y: shareAxis('share of problems') };
  const chart = plot(`${said} ${scale.unit}`, axes, shareChartSize, (at) =>
    lines.map((line) => {
      const path = stairs(steps(line).map((point) => ({ x: at.x(point.at), y: at.y(point.share) })));
      return markup`<path class="line ${line.style}" d="${path}"/>`;
    }),
  );
  return markup`<figure>${chart}${shareTable(lines, scale)}</figure>`;
}
