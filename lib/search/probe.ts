/** Asking a run's problems, before anything is spent on them, whether they can be answered without being solved. */
import { WarpsmithError } from '../errors.js';
import type { Degeneracy } from '../verify/degenerate/degenerate_schema.js';
import type { Budget } from './budget.js';
import type { Journal } from './journal.js';

/** What would pass without solving the problem; null when there is no answer. */
export type Probe = (signal: AbortSignal) => Promise<Degeneracy[] | null>;

/**
 * What the journal knows, else what the probe says, which is kept. Empty as well when there was no answer: what keeps
 * the probe from one keeps candidates from a verdict, and is told of there.
 */
export async function probed(
  problem: string,
  probe: Probe | undefined,
  { journal, budget, signal }: { journal: Journal; budget: Budget; signal: AbortSignal },
): Promise<Degeneracy[]> {
  const known = journal.events.find((event) => event.type === 'problem-probed' && event.problem === problem);
  if (known?.type === 'problem-probed') return known.degenerate;
  if (!probe || signal.aborted) return [];
  try {
    const degenerate = await probe(signal);
    if (degenerate) journal.append({ type: 'problem-probed', problem, degenerate }, budget.used().ms);
    return degenerate ?? [];
  } catch (error) {
    if (error instanceof WarpsmithError && error.code !== 'disk-full' && error.code !== 'run-folder') return [];
    throw error;
  }
}
