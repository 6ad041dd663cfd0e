/** How long the GPU was at work. */
import type { Engine } from '../lib/verify/engine.js';

/**
 * Milliseconds of the GPU's own work since the engine was opened, of which a difference tells something; null where
 * nobody counts: on the simulator, and until the addon has a counter.
 */
export function gpuBusyMs({ gpu }: Engine): number | null {
  const native = gpu?.native as { busyMs?: number } | undefined;
  return native?.busyMs ?? null;
}
