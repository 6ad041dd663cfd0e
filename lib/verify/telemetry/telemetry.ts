/** Clocks, limits, temperature, power and neighbours of a GPU, read through NVML and never set. */
import { WarpsmithError, messageOf } from '../../errors.js';
import { nvmlCandidates } from '../../native/find_nvml.js';
import { addon } from '../../native/load_addon.js';
import type { DeviceFacts, NvmlReading } from '../../native/types.js';
import { isOurs } from './own_processes.js';
import { type TelemetryReading, clockLimits } from './telemetry_reading.js';

/** The names of the bits that are set. */
function namesOf(bits: number): string[] {
  const names: string[] = [];
  for (let bit = 0; bit < 53; bit++) {
    // No shifts: the mask has more than 32 bits.
    if (Math.floor(bits / 2 ** bit) % 2 === 1) names.push(clockLimits[bit] ?? `bit ${bit}`);
  }
  return names;
}

function othersOf(processes: NonNullable<NvmlReading['processes']>): TelemetryReading['otherProcesses'] {
  // Whoever reads this has a context there. Where the own number is not in the list, the numbers are another namespace's.
  if (!processes.some(({ pid }) => pid === process.pid)) return null;
  return processes.filter(({ pid }) => !isOurs(pid));
}

export function telemetryOf(reading: NvmlReading): TelemetryReading {
  const { gpuUtilisation, memoryUtilisation, powerMilliwatts, powerLimitMilliwatts, processes } = reading;
  const watts = (milliwatts: number | null): number | null => (milliwatts === null ? null : milliwatts / 1000);
  return {
    smClockMhz: reading.smClockMhz,
    memoryClockMhz: reading.memoryClockMhz,
    maxSmClockMhz: reading.maxSmClockMhz,
    maxMemoryClockMhz: reading.maxMemoryClockMhz,
    clockLimits: reading.clockReasons === null ? null : namesOf(reading.clockReasons),
    temperatureCelsius: reading.temperatureCelsius,
    powerWatts: watts(powerMilliwatts),
    powerLimitWatts: watts(powerLimitMilliwatts),
    utilisation:
      gpuUtilisation === null || memoryUtilisation === null ? null : { gpu: gpuUtilisation, memory: memoryUtilisation },
    otherProcesses: processes === null ? null : othersOf(processes),
  };
}

/** One look at the GPU with these facts. Rejects with `native` and every library that was tried. */
export async function lookAtGpu({ pciBusId }: Pick<DeviceFacts, 'pciBusId'>): Promise<TelemetryReading> {
  const failures: string[] = [];
  for (const library of nvmlCandidates()) {
    try {
      return telemetryOf(await addon.readNvml({ library, pciBusId }));
    } catch (error) {
      failures.push(`  ${library}: ${messageOf(error)}`);
    }
  }
  throw new WarpsmithError(
    'native',
    `Expected NVML (libnvidia-ml.so.1, which comes with the NVIDIA driver) but could not read from it:\n` +
      `${failures.join('\n')}\nIn a container, let the driver's "utility" capability in ` +
      `(NVIDIA_DRIVER_CAPABILITIES=compute,utility). Verdicts go without clocks and power until then.`,
  );
}

/**
 * One look at a GPU, on a thread beside the device's: 0.1 ms, and a few milliseconds where other processes use the GPU, in
 * which the driver holds up what is asked of it; null where there is no NVML. Never rejects.
 */
export async function readTelemetry({ facts }: { facts: DeviceFacts }): Promise<TelemetryReading | null> {
  try {
    return await lookAtGpu(facts);
  } catch {
    return null;
  }
}
