/** Asking a problem, before anything is spent on it, whether it can be answered without solving it. */
import { type Problem, atCase } from '../../problem/problem.js';
import { referenceCandidate } from '../../problem/reference_candidate.js';
import type { Degeneracy } from './degenerate_schema.js';
import { sharedEngine } from '../engine.js';
import type { VerifyOptions } from '../options.js';
import { caseOrder, simulatedCases } from '../verify_cases.js';
import { verifyKernel } from '../verify_kernel.js';

/**
 * What passes in all cases that a candidate is judged on, an empty list for a sound problem. The reference is judged as a
 * candidate, so that any engine can do it, a guarded one as well. Null when there was no answer: no device, a reference
 * that the simulator cannot run or that is no kernel, or no room for asking. Rejects like `verifyKernel`.
 */
export async function probeProblem(
  problem: Problem,
  options: Pick<VerifyOptions, 'engine' | 'device' | 'signal'> = {},
): Promise<Degeneracy[] | null> {
  if (problem.torch) return null;
  const engine = options.engine ?? (await sharedEngine(options));
  const source = referenceCandidate(problem);
  const how = { ...options, engine, name: `reference of ${problem.name}`, trials: 1, time: false };
  let found = null as Degeneracy[] | null;
  for (const name of engine.simulator ? simulatedCases(problem) : caseOrder(problem)) {
    const { degenerate } = await verifyKernel(source, atCase(problem, name), how);
    if (!degenerate) return null;
    found = found?.filter((one) => degenerate.some((other) => sameTrick(one, other))) ?? degenerate;
    if (found.length === 0) return found;
  }
  return found;
}

function sameTrick(one: Degeneracy, other: Degeneracy): boolean {
  return one.by === other.by && one.output === other.output;
}
