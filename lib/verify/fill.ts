import type { Fill } from '../format/schema.js';
import type { TensorSpec } from '../format/tensor_spec.js';
import type { Buffer, Launch } from '../native/types.js';
import { fillBytes } from '../problem/fill_plan.js';
import type { Gpu } from './gpu.js';
import { ownBlock, ownLaunch, pointer, u64 } from './own_launch.js';

/** Blocks of an own kernel that strides over `count` elements: enough to fill the GPU, not more than there is work. */
export function stridingBlocks(gpu: Gpu, count: number): number {
  return Math.max(1, Math.min(Math.ceil(count / ownBlock), gpu.facts.multiprocessors * 16));
}

/** A launch that fills a tensor; `stream` tells the problem's tensors apart, `seed` the trials. */
export async function fillLaunch(
  gpu: Gpu,
  tensor: TensorSpec,
  buffer: Buffer,
  how: { fill: Fill; stream: number; seed: number },
): Promise<Launch> {
  const { fill } = await gpu.kernels.forDtype(tensor.dtype);
  return ownLaunch(fill, stridingBlocks(gpu, Math.ceil(tensor.count / 2)), [
    pointer(buffer),
    u64(tensor.count),
    { bytes: fillBytes(how.fill) },
    u64(how.stream),
    u64(how.seed),
  ]);
}
