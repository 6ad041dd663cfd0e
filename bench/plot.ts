/** What a plot is: a vega-lite description with its data, and the look that all plots share. */
import type { TopLevelSpec } from 'vega-lite';
import type { Result } from './measurement.js';

export interface Plot {
  /** Goes into the file's name after the result's own; empty for a result's only plot. */
  name: string;
  spec: TopLevelSpec;
}

/** The one font of all plots: free, and part of most systems. */
export const plotFont = 'DejaVu Sans';

/** Colours that also those tell apart who see red and green alike (Okabe and Ito's). */
export const palette = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#d55e00', '#56b4e9', '#f0e442', '#999999'];

/** Light, with room around and texts that can be read at half size. */
export const plotConfig = {
  background: 'white',
  padding: 12,
  font: plotFont,
  title: { fontSize: 15, anchor: 'start' as const, offset: 14, subtitleFontSize: 12, subtitlePadding: 6 },
  axis: {
    labelFontSize: 12,
    titleFontSize: 13,
    titleFontWeight: 'normal' as const,
    titlePadding: 10,
    gridColor: '#e6e6e6',
    domainColor: '#888888',
    tickColor: '#888888',
    labelLimit: 320,
  },
  header: { labelFontSize: 13, titleFontSize: 13 },
  legend: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' as const, labelLimit: 320 },
  range: { category: palette },
  view: { stroke: null },
};

/** "NVIDIA H100 80GB HBM3, driver 580.159.04, 2026-11-22": under a plot's title. */
export function whereAndWhen({ machine, date }: Pick<Result, 'machine' | 'date'>): string {
  const { gpu, cpu, cores } = machine;
  const where = gpu ? `${gpu.name}, driver ${gpu.driver}` : `${cpu}, ${cores} cores`;
  return `${where}, ${date.slice(0, 10)}`;
}
