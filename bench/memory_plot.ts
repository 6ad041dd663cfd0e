/** The memory bench's plot: each figure over the candidates that were judged. */
import { type MemoryResult, metricLabels, metrics } from './memory.js';
import { type Plot, palette, whereAndWhen } from './plot.js';

export function memoryPlots(result: MemoryResult): Plot[] {
  const charts = metrics.flatMap((metric, i) => {
    const { label, unit, factor } = metricLabels[metric];
    const values = result.points.flatMap((point) =>
      point[metric] === null ? [] : [{ done: point.done, value: point[metric] * factor }],
    );
    // The simulator's memory is the host's.
    if (values.every(({ value }) => value === 0)) return [];
    return [
      {
        title: { text: label, fontSize: 13, frame: 'group' as const },
        width: 360,
        height: 150,
        data: { values },
        mark: { type: 'line' as const, color: palette[i % palette.length]!, strokeWidth: 2 },
        encoding: {
          x: {
            field: 'done',
            type: 'quantitative' as const,
            scale: { zero: true },
            title: 'candidates judged',
          },
          y: { field: 'value', type: 'quantitative' as const, scale: { zero: true }, title: unit },
        },
      },
    ];
  });
  const spec: Plot['spec'] = {
    title: { text: 'One process over many candidates', subtitle: whereAndWhen(result) },
    concat: charts,
    columns: 2,
  };
  return [{ name: '', spec }];
}
