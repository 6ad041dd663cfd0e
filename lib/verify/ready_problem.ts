/** Making what all candidates of a problem need, before there is one. */
import type { Problem } from '../problem/problem.js';
import { referenceCandidate } from '../problem/reference_candidate.js';
import type { AnyEngine } from './engine.js';
import { verifyAllCases } from './verify_cases.js';

/**
 * Judges a problem's own reference, where it is kernels, as any engine can: that compiles it and the project's own kernels, keeps the expected
 * outputs of the seed, and times the baseline. Takes the device one case at a time, while a model thinks. Never rejects:
 * what fails here fails again, with its message, where it is needed.
 */
export async function readyProblem(
  problem: Problem,
  options: { engine: AnyEngine; seed: number; signal: AbortSignal },
): Promise<void> {
  if (problem.torch) return;
  const name = `reference of ${problem.name}`;
  await verifyAllCases(referenceCandidate(problem), problem, { ...options, name }).catch(() => undefined);
}
