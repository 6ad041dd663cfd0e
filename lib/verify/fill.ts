import type { TensorSpec } from '../format/tensor_spec.js';
import type { Buffer, Launch } from '../native/types.js';
import type { Draw } from '../problem/families/draw.js';
import { fillBytes } from '../problem/fill_plan.js';
import type { Device } from './device.js';
import { ownBlock, ownLaunch, pointer, u64 } from './own_launch.js';

/** Blocks of an own kernel that strides over `count` elements: enough to fill the device, not more than there is work. */
export function stridingBlocks(device: Device, count: number): number {
  return Math.max(1, Math.min(Math.ceil(count / ownBlock), device.multiprocessors * 16));
}

/** A launch that fills a tensor; `stream` tells the problem's tensors apart, `seed` the trials. */
export async function fillLaunch(
  device: Device,
  tensor: TensorSpec,
  buffer: Buffer,
  how: { fill: Draw; stream: number; seed: number },
): Promise<Launch> {
  const { fill } = await device.kernels.forDtype(tensor.dtype);
  return ownLaunch(fill, stridingBlocks(device, Math.ceil(tensor.count / 2)), [
    pointer(buffer),
    u64(tensor.count),
    { bytes: fillBytes(how.fill) },
    u64(how.stream),
    u64(how.seed),
  ]);
}
