/** The real compiler, opened once for all tests, and what they ask of it. */
import assert from 'node:assert/strict';
import type { CompileRequest, CompileResult, CompiledSource } from '../../lib/verify/compile/compile_request.js';
import type { CompileService } from '../../lib/verify/compile/compile_service.js';
import { Engine } from '../../lib/verify/engine.js';
import type { CompileError } from '../../lib/verify/verdict.js';
import type { PlanProblem } from '../../lib/candidate/plan.js';

let opened: Promise<Engine> | null = null;

/** An engine that compiles only. */
export function compilingEngine(): Promise<Engine> {
  opened ??= Engine.open({ device: 'none' });
  return opened;
}

async function service(): Promise<CompileService> {
  return (await compilingEngine()).compiler;
}

export async function compile(
  source: string,
  kernels: string[],
  more: Partial<CompileRequest> = {},
): Promise<CompileResult> {
  return (await service()).compile({ source, kernels, architecture: 'sm_90a', deadlineMs: 60_000, ...more });
}

export async function compiled(source: string, kernels: string[]): Promise<CompiledSource> {
  const result = await compile(source, kernels);
  assert(result.kind === 'compiled', `did not compile: ${JSON.stringify(result)}`);
  return result.compiled;
}

export async function compileErrors(source: string, kernels = ['k']): Promise<CompileError[]> {
  const result = await compile(source, kernels);
  assert(result.kind === 'errors', `expected errors but it was ${result.kind}`);
  return result.errors;
}

export async function planProblems(source: string, kernels: string[]): Promise<PlanProblem[]> {
  const result = await compile(source, kernels);
  assert(result.kind === 'plan', `expected plan problems but it was ${JSON.stringify(result)}`);
  return result.problems;
}

/**
 * A source that keeps the compiler busy for a minute or so: NVRTC looks up between functions, hence many of them. `salt`
 * makes it another source.
 */
export function slowSource(salt: number): string {
  const others = Array.from(
    { length: 2000 },
    (_, i) => `extern "C" __global__ void k${i}(float* x) {
  for (int j = 0; j < ${i + salt}; j++) x[j] = sinf(x[j]) * ${i}.0f + powf(x[j], x[${i}]);
}`,
  );
  return `${others.join('\n')}\nextern "C" __global__ void k() {}\n`;
}
