/** Where the stack of a kernel's threads lies, for what the kernel calls. */
import type { Instrumented, Kernel } from '../../native/types.js';
import type { Device, ThreadStack } from '../device.js';

/** Null when nothing of the module asks for it, or when the device itself says when a stack is used up. */
export async function stackOf(
  device: Device,
  { bounds }: Pick<Instrumented, 'bounds'>,
  kernel: Kernel,
): Promise<ThreadStack | null> {
  if (!bounds.some(({ kind }) => kind === 'stack')) return null;
  const stack = await device.stack();
  if (!stack) return null;
  // Frames that the compiler could count may need more than the driver gives to all others.
  const { local } = await kernel.resources({ threadsPerBlock: 1, dynamicShared: 0 });
  return { ...stack, bytes: stack.bytes > local ? stack.bytes : BigInt(local) };
}
