/** A problem's reference: compiled, the slowest candidate that is right by definition, or a module of PyTorch. */
import { resolvePlan } from '../candidate/plan.js';
import { WarpsmithError } from '../errors.js';
import { type LoadedProblem, referencePlanHeader } from '../problem/problem.js';
import { bindArguments } from './bind_arguments.js';
import type { Engine } from './engine.js';
import type { PlanToLoad } from './load_plan.js';
import { moduleOf } from '../torch/modules.js';
import type { ReferenceModule } from './trials/module_run.js';

/** What a reference takes before it can be loaded. */
export type PreparedReference = { kind: 'kernels'; plan: PlanToLoad } | { kind: 'module'; module: ReferenceModule };

/** Asks nothing of the device. Rejects as `compileReference`, or with what the module's process says. */
export async function prepareReference(
  engine: Engine,
  loaded: LoadedProblem,
  options: Parameters<typeof compileReference>[2],
): Promise<PreparedReference> {
  const { torch } = loaded.problem;
  if (torch) return { kind: 'module', module: await moduleOf(torch, loaded.contract, engine.gpu) };
  return { kind: 'kernels', plan: await compileReference(engine, loaded, options) };
}

/** Rejects with `bad-problem` when the reference's own plan or source is wrong. */
export async function compileReference(
  engine: Engine,
  { problem, contract }: LoadedProblem,
  options: { deadlineMs: number; memoryBytes?: number; signal?: AbortSignal | undefined },
): Promise<PlanToLoad> {
  const fail = (lines: readonly string[]): never => {
    throw new WarpsmithError('bad-problem', `The reference of ${problem.path} cannot be used:\n${lines.join('\n')}`);
  };
  const { plan, problems } = resolvePlan(referencePlanHeader(problem), contract, engine.limits);
  if (problems.length > 0) fail(problems.map(({ where, message }) => `  ${where}: ${message}`));
  const result = await engine.compiler.compile({
    source: problem.source,
    kernels: plan.launches.map(({ kernel }) => kernel),
    architecture: engine.architecture,
    ...options,
  });
  if (result.kind === 'errors') return fail([result.log]);
  if (result.kind === 'plan') return fail(result.problems.map(({ where, message }) => `  ${where}: ${message}`));
  const bound = bindArguments(plan, result.compiled);
  if ('problems' in bound) return fail(bound.problems.map(({ where, message }) => `  ${where}: ${message}`));
  return { plan, compiled: result.compiled, bound: bound.launches };
}
