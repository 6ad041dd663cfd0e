/** A timing as lines of a verdict's text. */
import { duration } from '../format/quantities.js';
import type { KernelBenchTiming } from '../verify/conditions/kernelbench_timing.js';
import type { Timing } from '../verify/verdict.js';

type Series = Pick<Timing, 'medianMs' | 'intervalMs' | 'averaged' | 'samplesMs'>;

function facts({ medianMs, intervalMs, averaged, samplesMs }: Series, more: string): string {
  const [low, high] = intervalMs;
  const interval = `95% interval ${duration(low)} to ${duration(high)}`;
  const runs = averaged > 1 ? `${Math.floor(samplesMs.length / averaged)} means of ${averaged}` : samplesMs.length;
  return `${duration(medianMs)} (median of ${runs}, ${interval}${more})`;
}

function meanText({ meanMs, stdMs, minMs, maxMs, samplesMs }: KernelBenchTiming): string {
  const spread = `deviation ${duration(stdMs)}, ${duration(minMs)} to ${duration(maxMs)}`;
  return `${duration(meanMs)} (as KernelBench times: mean of ${samplesMs.length}, ${spread})`;
}

export function timingLines(timing: Timing): string[] {
  const { graph, warm, kernelBench, l2, warnings } = timing;
  return [
    `  time      ${facts(timing, `, L2 ${l2}`)}`,
    ...(graph ? [`  graph     ${facts(graph, `, all launches as one CUDA graph`)}`] : []),
    ...(warm ? [`  warm L2   ${facts(warm, '')}`] : []),
    ...(kernelBench ? [`  mean      ${meanText(kernelBench)}`] : []),
    ...warnings.map((warning) => `  note      ${warning}`),
  ];
}
