/** What is drawn of each bench's result, by the bench's name. */
import { cuPyPlots } from './cupy_plot.js';
import { kernelBenchPlots } from './kernelbench_plot.js';
import { allCasesPlots } from './latency_all_cases_plot.js';
import { latencyPlots } from './latency_plot.js';
import { memoryPlots } from './memory_plot.js';
import type { Plot } from './plot.js';
import { solutionsPlots } from './solutions_plot.js';
import { throughputPlots } from './throughput_plot.js';

/** Each takes the results of its own bench only. */
export const plotsOf: Record<string, (result: never) => Plot[]> = {
  cupy: cuPyPlots,
  kernelbench: kernelBenchPlots,
  latency: latencyPlots,
  'latency-all-cases': allCasesPlots,
  memory: memoryPlots,
  solutions: solutionsPlots,
  throughput: throughputPlots,
};
