/** One look at a GPU's clocks, limits and neighbours, as verdicts carry it. */
import { z } from 'zod';

/** Reasons for which the clocks are below their maximum, by NVML's bit (nvmlClocksEventReasons in nvml.h). */
export const clockLimits = [
  'idle',
  'application-clocks',
  'power-cap',
  'hardware-slowdown',
  'sync-boost',
  'thermal',
  'hardware-thermal',
  'power-brake',
  'display-clocks',
] as const;

const nullableInt = z.int().nullable();

/** Null is what the driver does not tell. */
export const telemetryReadingSchema = z.strictObject({
  smClockMhz: nullableInt,
  memoryClockMhz: nullableInt,
  maxSmClockMhz: nullableInt,
  maxMemoryClockMhz: nullableInt,
  /** What holds the clocks below their maximum: a name of `clockLimits`, or "bit N" for one that has none here. */
  clockLimits: z.array(z.string()).nullable(),
  temperatureCelsius: nullableInt,
  /** Since Ampere the mean of the last second. */
  powerWatts: z.number().nullable(),
  powerLimitWatts: z.number().nullable(),
  /** Percent of the last sample period, a sixth of a second to one second, in which a kernel ran or memory was used. */
  utilisation: z.strictObject({ gpu: z.int(), memory: z.int() }).nullable(),
  /**
   * Compute processes on the GPU that are not of this program; null also where process numbers mean nothing here, as in a
   * container that sees the host's.
   */
  otherProcesses: z
    .array(
      z.strictObject({
        pid: z.int(),
        memoryBytes: z.number().nullable(),
        /** Percent of the multiprocessors' time in the last second. */
        smPercent: nullableInt,
      }),
    )
    .nullable(),
});

export type TelemetryReading = z.infer<typeof telemetryReadingSchema>;

/** Before and after the timed runs; null without NVML. */
export const telemetrySchema = z.strictObject({
  before: telemetryReadingSchema.nullable(),
  after: telemetryReadingSchema.nullable(),
});

export type Telemetry = z.infer<typeof telemetrySchema>;
