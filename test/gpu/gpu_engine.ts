/** The one engine of this process, which all GPU tests share. */
import { Engine, type LoadedProblem, type NamedTensors, type Verdict, verifyKernel } from '../../lib/index.js';
import type { Gpu } from '../../lib/verify/gpu.js';
import type { VerifyOptions } from '../../lib/verify/options.js';

let opened: Promise<Engine> | null = null;

export function gpuEngine(): Promise<Engine> {
  opened ??= Engine.open({ device: 'cuda:0' });
  return opened;
}

export async function openedGpu(): Promise<Gpu> {
  const { gpu } = await gpuEngine();
  if (!gpu) throw new Error('Expected the engine for cuda:0 to have a GPU.');
  return gpu;
}

export async function verifyHere(
  source: string,
  inputs: LoadedProblem | NamedTensors,
  options: VerifyOptions = {},
): Promise<Verdict> {
  return verifyKernel(source, inputs, { engine: await gpuEngine(), ...options });
}
