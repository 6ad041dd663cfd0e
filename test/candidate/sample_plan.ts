/** Plans resolved against one sample contract. */
import assert from 'node:assert/strict';
import { type DeviceLimits, limitsOf } from '../../lib/candidate/limits.js';
import { type Plan, type PlanProblem, resolvePlan } from '../../lib/candidate/plan.js';
import { type PlanHeader, planHeaderSchema } from '../../lib/format/schema.js';
import type { Contract } from '../../lib/problem/contract.js';
import { contractOfTensors, createTensor } from '../../lib/problem/tensor.js';

export const sampleContract: Contract = contractOfTensors({
  inputs: { x: createTensor('f32', [6, 64]), odd: createTensor('f32', [6, 5]), h: createTensor('f16', [2, 3, 64]) },
  outputs: { y: createTensor('f32', [6, 64]), s: createTensor('i64', []) },
  dims: { M: 6, N: 64 },
  constants: { eps: 1e-5, four: 4 },
});

type Launch = Partial<Record<keyof PlanHeader['launch'][number], unknown>>;

export function sampleHeader(launch: Launch, more: Record<string, unknown> = {}): PlanHeader {
  const complete = { kernel: 'k', grid: ['M'], block: [32], args: ['x', 'y', 'N'], ...launch };
  return planHeaderSchema.parse({ launch: [complete], ...more });
}

export function resolved(header: PlanHeader, limits?: DeviceLimits): { plan: Plan; problems: PlanProblem[] } {
  return resolvePlan(header, sampleContract, limits ?? limitsOf(null));
}

export function goodPlan(header: PlanHeader, limits?: DeviceLimits): Plan {
  const { plan, problems } = resolved(header, limits);
  assert.deepEqual(problems, []);
  return plan;
}

/** The plan has exactly one problem, at this place. */
export function complains(header: PlanHeader, where: string, message: RegExp, limits?: DeviceLimits): void {
  const { problems } = resolved(header, limits);
  assert.deepEqual(
    problems.map((problem) => problem.where),
    [where],
    problems.map((problem) => `${problem.where}: ${problem.message}`).join('\n') || 'nothing was complained about',
  );
  assert.match(problems[0]?.message ?? '', message);
}
