/** A timing as lines of a verdict's text. */
import { duration } from '../format/quantities.js';
import type { Timing } from '../verify/verdict.js';

type Series = Pick<Timing, 'medianMs' | 'intervalMs' | 'averaged' | 'samplesMs'>;

function facts({ medianMs, intervalMs, averaged, samplesMs }: Series, more: string): string {
  const [low, high] = intervalMs;
  const interval = `95% interval ${duration(low)} to ${duration(high)}`;
  const runs = averaged > 1 ? `${Math.floor(samplesMs.length / averaged)} means of ${averaged}` : samplesMs.length;
  return `${duration(medianMs)} (median of ${runs}, ${interval}${more})`;
}

export function timingLines(timing: Timing): string[] {
  const { graph, warm, l2, warnings } = timing;
  return [
    `  time      ${facts(timing, `, L2 ${l2}`)}`,
    ...(graph ? [`  graph     ${facts(graph, `, all launches as one CUDA graph`)}`] : []),
    ...(warm ? [`  warm L2   ${facts(warm, '')}`] : []),
    ...warnings.map((warning) => `  note      ${warning}`),
  ];
}
