/** The cupy bench's plots: how long the first result takes, and how many a second come with several at once. */
import type { CuPyResult, SideResult } from './cupy.js';
import { type Plot, whereAndWhen } from './plot.js';

function sidesOf({ warpsmith, cupy }: CuPyResult): [string, SideResult][] {
  return [['warpsmith', warpsmith], ...(cupy ? [['CuPy RawKernel', cupy] satisfies [string, SideResult]] : [])];
}

/** Stays with a side in both plots. */
const colour = { field: 'side', type: 'nominal' as const, title: null, sort: ['warpsmith', 'CuPy RawKernel'] };

function firstPlot(result: CuPyResult): Plot {
  const values = sidesOf(result).flatMap(([side, { firstMs }]) =>
    [...firstMs].sort((a, b) => a - b).map((ms, i) => ({ side, ms, percent: (100 * (i + 1)) / firstMs.length })),
  );
  const spec: Plot['spec'] = {
    title: { text: 'From source to first result, one after the other', subtitle: whereAndWhen(result) },
    width: 560,
    height: 300,
    data: { values },
    mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
    encoding: {
      x: { field: 'ms', type: 'quantitative', title: 'time from source to first result (ms)' },
      y: { field: 'percent', type: 'quantitative', title: 'results that have come (%)' },
      color: colour,
    },
  };
  return { name: 'first', spec };
}

function ratePlot(result: CuPyResult): Plot {
  const values = sidesOf(result).flatMap(([side, { oneByOne, pipelined }]) =>
    [{ atOnce: 1, aSecond: oneByOne }, ...pipelined].map((rate) => ({ side, ...rate })),
  );
  const spec: Plot['spec'] = {
    title: { text: 'Results a second of sources that are new', subtitle: whereAndWhen(result) },
    width: 560,
    height: 300,
    data: { values },
    mark: { type: 'line', point: true, strokeWidth: 2 },
    encoding: {
      x: {
        field: 'atOnce',
        type: 'quantitative',
        scale: { type: 'log', base: 2 },
        axis: { values: [...new Set(values.map(({ atOnce }) => atOnce))] },
        title: 'sources at once',
      },
      y: { field: 'aSecond', type: 'quantitative', title: 'first results a second' },
      color: colour,
    },
  };
  return { name: 'rate', spec };
}

export function cuPyPlots(result: CuPyResult): Plot[] {
  return [firstPlot(result), ratePlot(result)];
}
