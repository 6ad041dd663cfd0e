/** What the scenarios have in common. */
import { messageOf } from '../../../../lib/errors.js';
import { openDriver } from '../../../../lib/native/open.js';
import type { Buffer, Device, Kernel, Launch, Module } from '../../../../lib/native/types.js';
import { type NamedTensors, createTensor } from '../../../../lib/problem/tensor.js';
import type { Engine } from '../../../../lib/verify/engine.js';

/** What the fake driver takes for a compiled module. */
export const image = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 0, 0]);

export async function openFakeDevice(): Promise<Device> {
  return (await openDriver()).openDevice(0);
}

/** Tells the test what was found. */
export function report(found: unknown): void {
  process.stdout.write(JSON.stringify(found));
}

export interface Failure {
  name: string;
  code: string | null;
  detail: string | null;
  message: string;
}

/** How something failed, whether it threw or rejected; null when it did not. */
export async function failure(work: () => unknown): Promise<Failure | null> {
  try {
    await work();
    return null;
  } catch (error) {
    const { name = '', code = null, detail = null } = error as Partial<Failure>;
    return { name, code, detail, message: messageOf(error) };
  }
}

export function launchOf(kernel: Kernel, buffer: Buffer, changes: Partial<Launch> = {}): Launch {
  return {
    kernel,
    grid: [1, 1, 1],
    block: [32, 1, 1],
    cluster: null,
    sharedBytes: 0,
    cooperative: false,
    arguments: [{ buffer, offset: 0 }, { buffer, offset: 0 }, { bytes: new Uint8Array(4) }],
    ...changes,
  };
}

export async function loaded(device: Device, name = 'k'): Promise<{ module: Module; kernel: Kernel; buffer: Buffer }> {
  const module = await device.loadModule(image);
  return { module, kernel: await module.kernel(name), buffer: await device.allocate({ bytes: 256 }) };
}

export const tensors: NamedTensors = {
  inputs: { x: createTensor('f32', [64]) },
  outputs: { y: createTensor('f32', [64]) },
  dims: { N: 64 },
};

export function candidate(kernel: string, more = ''): string {
  return `/*---
launch:
  - { kernel: ${kernel}, grid: [1], block: [64], args: [x, y, N] ${more} }
---*/
extern "C" __global__ void ${kernel}(const float* x, float* y, int N) { y[threadIdx.x] = x[threadIdx.x]; }
`;
}

export function gpuOf(engine: Engine): NonNullable<Engine['gpu']> {
  if (!engine.gpu) throw new Error(engine.unavailable ?? 'no GPU');
  return engine.gpu;
}
