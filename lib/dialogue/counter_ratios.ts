/** A launch's counters as ratios to what the same requests need at least. */
import type { LaunchCounters } from '../verify/verdict.js';

/** Bytes of a sector, and of a pass over the 32 banks of shared memory. */
const sectorBytes = 32;
const passBytes = 128;

/** Of one kind of request. */
export interface Ratio {
  requests: number;
  /** Sectors or passes that were needed, and the fewest that the same bytes need. */
  actual: number;
  ideal: number;
}

function ratioOf(requests: number, bytes: number, actual: (ideal: number) => number, unitBytes: number): Ratio {
  const ideal = Math.max(requests, Math.ceil(bytes / unitBytes));
  return { requests, actual: actual(ideal), ideal };
}

/** Sectors of the loads from global memory; `actual` is below `ideal` where threads read the same bytes. */
export function loadSectors(counters: LaunchCounters): Ratio {
  const { globalLoadRequests, globalLoadBytes, globalLoadSectors } = counters;
  return ratioOf(globalLoadRequests, globalLoadBytes, () => globalLoadSectors, sectorBytes);
}

export function storeSectors(counters: LaunchCounters): Ratio {
  const { globalStoreRequests, globalStoreBytes, globalStoreSectors } = counters;
  return ratioOf(globalStoreRequests, globalStoreBytes, () => globalStoreSectors, sectorBytes);
}

/** Passes ("wavefronts") of loads and stores of shared memory; conflicts are what comes on top of the fewest. */
export function sharedPasses(counters: LaunchCounters): Ratio {
  const requests = counters.sharedLoadRequests + counters.sharedStoreRequests;
  const bytes = counters.sharedLoadBytes + counters.sharedStoreBytes;
  return ratioOf(requests, bytes, (ideal) => ideal + counters.sharedBankConflicts, passBytes);
}
