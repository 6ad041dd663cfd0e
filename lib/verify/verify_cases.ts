/** All cases of a problem: a candidate that is right for one size only has not solved it. */
import { type Problem, atCase, fullCase } from '../problem/problem.js';
import { sharedEngine } from './engine.js';
import type { VerifyOptions } from './options.js';
import type { Verdict } from './verdict.js';
import { verifyKernel } from './verify_kernel.js';

/** Small cases first: they cost milliseconds and find most mistakes. */
export function caseOrder(problem: Problem): string[] {
  return [...smallCases(problem), fullCase];
}

function smallCases(problem: Problem): string[] {
  return Object.keys(problem.cases).filter((name) => name !== fullCase);
}

/** What the simulator runs: the small cases, and the full one only where there is no other. */
export function simulatedCases(problem: Problem): string[] {
  const small = smallCases(problem);
  return small.length > 0 ? small : [fullCase];
}

/**
 * Judges a candidate on the small cases and then on the full one, which alone is timed; on the simulator on the small
 * cases only. Resolves with the first verdict that is no pass, or with the last one. Rejects like `verifyKernel`.
 */
export async function verifyAllCases(source: string, problem: Problem, options: VerifyOptions = {}): Promise<Verdict> {
  const engine = options.engine ?? (await sharedEngine(options));
  const names = engine.simulator ? simulatedCases(problem) : caseOrder(problem);
  for (const name of names) {
    const time = name === fullCase ? (options.time ?? true) : false;
    const verdict = await verifyKernel(source, atCase(problem, name), { ...options, engine, time });
    // Without a device the full case's plan is still worth a look.
    const passed = verdict.outcome === 'pass' || (verdict.outcome === 'unverified' && !engine.device);
    if (!passed || name === names.at(-1)) return verdict;
  }
  throw new Error('Expected every problem to have a full case.');
}
