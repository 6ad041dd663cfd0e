/** How much the GPU executed for this process. */
import type { EngineView } from '../lib/verify/engine.js';

/**
 * Milliseconds since its start that the GPU executed what this process enqueued, of a native device that counts them as
 * `busyMs`; null for one that does not, and without a GPU. This is the only place that reads it.
 */
export function gpuBusyMs(engine: EngineView): number | null {
  const { native } = (engine.gpu ?? {}) as { native?: { busyMs?: number | (() => number) } };
  const counted = typeof native?.busyMs === 'function' ? native.busyMs() : native?.busyMs;
  return typeof counted === 'number' ? counted : null;
}
