/** The ceilings of a GPU: from the cache, else measured once and kept. */
import { WarpsmithError, hasCode } from '../../errors.js';
import type { Gpu } from '../gpu.js';
import { readTelemetry } from '../telemetry/telemetry.js';
import { telemetryWarnings } from '../telemetry/telemetry_warnings.js';
import { gapWarnings } from '../time/timing_warnings.js';
import { keepCeilings, readCeilings } from './ceilings_cache.js';
import type { Ceilings } from './ceilings_schema.js';
import { measureCeilings } from './measure.js';

/**
 * Measures anew, and keeps it unless the GPU was slowed down or shared meanwhile, or a profiler came between (Nsight
 * Compute also holds clocks down). Rejects as `measureCeilings` does.
 */
export async function measureAndKeep(gpu: Gpu): Promise<{ ceilings: Ceilings; warnings: string[] }> {
  const { driver } = gpu;
  const { uuid, name } = gpu.facts;
  const before = await readTelemetry(gpu);
  const ceilings = await measureCeilings(gpu);
  const telemetry = { before, after: await readTelemetry(gpu) };
  const warnings = [...gapWarnings(gpu.native.holds), ...telemetryWarnings(telemetry)];
  if (warnings.length === 0) keepCeilings({ uuid, name, driver }, ceilings);
  return { ceilings, warnings };
}

const known = new WeakMap<Gpu, Promise<Ceilings | null>>();

/**
 * What the GPU was measured to do at best, by this process or an earlier one; null when that failed, or under a profiler. The first time takes
 * some seconds and the device to itself. Rejects with `native` when measuring lost the device, which no candidate did.
 */
export function ceilingsOf(gpu: Gpu): Promise<Ceilings | null> {
  let ceilings = known.get(gpu);
  if (!ceilings) {
    ceilings = findCeilings(gpu);
    known.set(gpu, ceilings);
    ceilings.catch(() => known.delete(gpu));
  }
  return ceilings;
}

async function findCeilings(gpu: Gpu): Promise<Ceilings | null> {
  const { uuid, name } = gpu.facts;
  const cached = readCeilings({ uuid, name, driver: gpu.driver });
  if (cached) return cached;
  try {
    const { ceilings } = await measureAndKeep(gpu);
    // What was measured with gaps of the host's is no ceiling.
    return gpu.native.holds ? ceilings : null;
  } catch (error) {
    if (!hasCode(error, 'device-lost')) return null;
    throw new WarpsmithError('native', `Measuring what the GPU can do took it from this process: ${error.message}`, {
      cause: error,
    });
  }
}
