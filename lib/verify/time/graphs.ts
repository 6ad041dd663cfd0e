/** Plans as CUDA graphs: the host hands over all launches of a run at once. */
import { hasCode } from '../../errors.js';
import type { Graph } from '../../native/types.js';
import type { Gpu } from '../gpu.js';
import type { TimedSet } from './timed_set.js';

/** A graph for each set, or a sentence that says why there are none. Rejects with `device-lost`. */
export async function graphsOf(
  gpu: Gpu,
  sets: readonly Pick<TimedSet, 'launches'>[],
): Promise<{ graphs: Graph[] } | { reason: string }> {
  const graphs: Graph[] = [];
  try {
    for (const { launches } of sets) graphs.push(await gpu.native.graph({ launches }));
    return { graphs };
  } catch (error) {
    for (const graph of graphs) graph.free();
    const refused = ['native', 'bad-plan', 'device-out-of-memory'] as const;
    const code = refused.find((known) => hasCode(error, known));
    if (code === undefined || !hasCode(error, code)) throw error;
    return {
      reason: `The driver could not keep the plan as a graph (${error.detail ?? error.message}), so there is one time only.`,
    };
  }
}
