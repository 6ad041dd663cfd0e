/** The latency bench's plots: where the time goes, and how it is spread. */
import type { LatencyResult } from './latency.js';
import { type Plot, palette, whereAndWhen } from './plot.js';
import { parts } from './rung_times.js';

/** Colours that stay with a part in every plot. */
export const partColour = {
  field: 'part',
  type: 'nominal' as const,
  title: null,
  sort: [...parts],
  scale: { domain: [...parts], range: palette },
};

/** Beside a row its label would need as much height as its text is long. */
export const headerOnTop = { labelOrient: 'top' as const, labelAnchor: 'start' as const };

/** Bars of means: means add up to the whole, medians don't. */
function rungsPlot(result: LatencyResult): Plot {
  const values = result.subjects.flatMap(({ name, summary }) =>
    (['warm', 'cold'] as const).flatMap((state) =>
      Object.entries(summary[state].parts).map(([part, { mean }]) => ({
        subject: name,
        state,
        part,
        order: parts.findIndex((each) => each === part),
        ms: mean,
      })),
    ),
  );
  const spec: Plot['spec'] = {
    title: { text: 'Where the time of a verdict goes', subtitle: whereAndWhen(result) },
    data: { values },
    facet: { row: { field: 'state', type: 'nominal', sort: ['warm', 'cold'], title: null, header: headerOnTop } },
    resolve: { scale: { x: 'independent' } },
    spec: {
      width: 620,
      height: { step: 26 },
      mark: 'bar',
      encoding: {
        y: { field: 'subject', type: 'nominal', sort: result.subjects.map(({ name }) => name), title: null },
        x: { field: 'ms', type: 'quantitative', title: 'mean time from source to verdict (ms)' },
        color: partColour,
        order: { field: 'order', type: 'quantitative' },
      },
    },
  };
  return { name: 'rungs', spec };
}

/** Which share of the warm verdicts had come after so many milliseconds. */
function spreadPlot(result: LatencyResult): Plot {
  const values = result.subjects.flatMap(({ name, warm }) => {
    const sorted = warm.map(({ ms }) => ms).sort((a, b) => a - b);
    return sorted.map((ms, i) => ({ subject: name, ms, percent: (100 * (i + 1)) / sorted.length }));
  });
  const { subject, p50, p99 } = result.goals;
  // Of a GPU: the simulator has none.
  const goals = result.machine.gpu
    ? [
        { ms: p50, percent: 50 },
        { ms: p99, percent: 99 },
      ]
    : [];
  const spec: Plot['spec'] = {
    title: {
      text: 'From source to verdict, warm',
      subtitle: [
        whereAndWhen(result),
        ...(goals.length > 0 ? [`crosses: the goals for "${subject}", p50 and p99`] : []),
      ],
    },
    width: 620,
    height: 320,
    layer: [
      {
        data: { values },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
        encoding: {
          x: { field: 'ms', type: 'quantitative', scale: { type: 'log' }, title: 'time from source to verdict (ms)' },
          y: { field: 'percent', type: 'quantitative', title: 'verdicts that have come (%)' },
          color: {
            field: 'subject',
            type: 'nominal',
            title: null,
            sort: result.subjects.map(({ name }) => name),
          },
        },
      },
      {
        data: { values: goals },
        mark: { type: 'point', shape: 'cross', size: 120, color: 'black', filled: true },
        encoding: { x: { field: 'ms', type: 'quantitative' }, y: { field: 'percent', type: 'quantitative' } },
      },
    ],
  };
  return { name: 'spread', spec };
}

export function latencyPlots(result: LatencyResult): Plot[] {
  return [rungsPlot(result), spreadPlot(result)];
}
