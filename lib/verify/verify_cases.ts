/** All cases of a problem: a candidate that is right for one size only has not solved it. */
import { type Problem, atCase, fullCase } from '../problem/problem.js';
import type { VerifyOptions } from './options.js';
import type { Verdict } from './verdict.js';
import { verifyKernel } from './verify_kernel.js';

/** Small cases first: they cost milliseconds and find most mistakes. */
export function caseOrder(problem: Problem): string[] {
  return [...Object.keys(problem.cases).filter((name) => name !== fullCase), fullCase];
}

/**
 * Judges a candidate on the small cases and then on the full one, which alone is timed. Resolves with the first verdict
 * that is no pass, or with the full case's. Rejects like `verifyKernel`.
 */
export async function verifyAllCases(source: string, problem: Problem, options: VerifyOptions = {}): Promise<Verdict> {
  for (const name of caseOrder(problem)) {
    const full = name === fullCase;
    const time = full ? (options.time ?? true) : false;
    const verdict = await verifyKernel(source, atCase(problem, name), { ...options, time });
    // Without a GPU the full case's plan is still worth a look.
    if (full || !['pass', 'unverified'].includes(verdict.outcome)) return verdict;
  }
  throw new Error('Expected every problem to have a full case.');
}
