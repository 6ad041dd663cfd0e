/** The frame of a chart as SVG: axes, grid and labels. Colours come from the page's style sheet. */
import { type Markup, markup } from './markup.js';

export interface Tick {
  at: number;
  label: string;
}

export interface Axis {
  label: string;
  ticks: readonly Tick[];
  /** Where a value stands, from 0 (left or bottom) to 1. */
  place: (value: number) => number;
}

export interface Plot {
  /** Pixels from a value; rounded, so that a page does not fill with digits. */
  x: (value: number) => number;
  y: (value: number) => number;
}

export interface PlotSize {
  width: number;
  height: number;
  /** Pixels for the labels of the y axis. */
  left: number;
}

const [top, right, bottom] = [30, 16, 40];

/** From the first tick to the last, evenly. */
export function linear(label: string, ticks: readonly Tick[]): Axis {
  const [low, high] = [ticks[0]!.at, ticks.at(-1)!.at];
  return { label, ticks, place: (value) => (value - low) / (high - low) };
}

/** From the first tick to the last, by their logarithms; all must be above 0. */
export function logarithmic(label: string, ticks: readonly Tick[]): Axis {
  const [low, high] = [Math.log(ticks[0]!.at), Math.log(ticks.at(-1)!.at)];
  return { label, ticks, place: (value) => (Math.log(value) - low) / (high - low) };
}

/** Round values that enclose the given ones, at least two: 1, 2 and 5 times powers of ten, over a wide range powers only. */
export function roundSteps(values: readonly number[], label: (value: number) => string): Tick[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const factors = high / low > 100 ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(low) + 1e-9) - 1;
  const last = Math.ceil(Math.log10(high) - 1e-9) + 1;
  const steps = Array.from({ length: last - first + 1 }, (_, index) => first + index).flatMap((exponent) =>
    factors.map((factor) => Number((factor * 10 ** exponent).toPrecision(6))),
  );
  const from = steps.findLastIndex((step) => step <= low * (1 + 1e-9));
  const to = steps.findIndex((step) => step >= high * (1 - 1e-9));
  return steps.slice(from, Math.max(from + 1, to) + 1).map((at) => ({ at, label: label(at) }));
}

/** Shares from 0 to all. */
export function shareAxis(label: string): Axis {
  return linear(
    label,
    [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: `${at * 100}%` })),
  );
}

/** A chart; `title` is what a screen reader says, `draw` what stands between the axes. */
export function plot(
  title: string,
  axes: { x: Axis; y: Axis },
  { width, height, left }: PlotSize,
  draw: (plot: Plot) => readonly Markup[],
): Markup {
  const round = (pixels: number): number => Math.round(pixels * 10) / 10;
  const x = (value: number): number => round(left + axes.x.place(value) * (width - left - right));
  const y = (value: number): number => round(height - bottom - axes.y.place(value) * (height - top - bottom));
  const rows = axes.y.ticks.map(
    ({ at, label }) =>
      markup`<path class="grid" d="M${left} ${y(at)}H${width - right}"/><text class="tick" x="${left - 6}" y="${y(at) + 4}" text-anchor="end">${label}</text>`,
  );
  const columns = axes.x.ticks.map(
    ({ at, label }) =>
      markup`<path class="mark" d="M${x(at)} ${height - bottom}v4"/><text class="tick" x="${x(at)}" y="${height - bottom + 17}" text-anchor="middle">${label}</text>`,
  );
  return markup`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${title}"><title>${title}</title>
${rows}${columns}
<path class="axis" d="M${left} ${height - bottom}H${width - right}"/>
<text class="label" x="0" y="13">${axes.y.label}</text>
<text class="label" x="${(left + width - right) / 2}" y="${height - 4}" text-anchor="middle">${axes.x.label}</text>
${draw({ x, y })}
</svg>`;
}

/** The path of a line that keeps its height until the next point. */
export function stairs(points: readonly { x: number; y: number }[]): string {
  return points.map(({ x, y }, index) => (index === 0 ? `M${x} ${y}` : `H${x}V${y}`)).join('');
}
