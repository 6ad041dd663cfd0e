/** The one engine on the simulator that these tests share. */
import assert from 'node:assert/strict';
import { Engine, type LoadedProblem, type Verdict, atCase, loadProblem, verifyKernel } from '../../lib/index.js';
import type { VerifyOptions } from '../../lib/verify/options.js';
import type { Simulator } from '../../lib/verify/simulator.js';

let opened: Promise<Engine> | null = null;

export function simulatedEngine(): Promise<Engine> {
  opened ??= Engine.open({ device: 'sim' });
  return opened;
}

export async function openedSimulator(): Promise<Simulator> {
  const { simulator } = await simulatedEngine();
  assert.ok(simulator, 'the engine for "sim" has no simulator');
  return simulator;
}

export const smallVectorAdd = (): LoadedProblem => atCase(loadProblem('vector_add'), 'small');

/** Judges a kernel `add(const float* a, const float* b, float* c, int N)` with this body; N is 1009. */
export async function verifyAdd(body: string, options: VerifyOptions = {}): Promise<Verdict> {
  const source = `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
${body}
}
`;
  return verifyKernel(source, smallVectorAdd(), { engine: await simulatedEngine(), trials: 2, seed: 1, ...options });
}
