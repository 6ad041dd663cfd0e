/**
 * Looks at a GPU around timed runs and never beside them. A look may take milliseconds, in which the driver holds up what
 * others ask of it.
 */
import type { DeviceFacts } from '../../native/types.js';
import type { Timing } from '../verdict.js';
import { readTelemetry } from './telemetry.js';
import type { TelemetryReading } from './telemetry_reading.js';
import { telemetryWarnings } from './telemetry_warnings.js';

type Reading = Promise<TelemetryReading | null>;

interface Looked {
  facts: DeviceFacts;
}

const underWay = new WeakMap<Looked, Reading>();

function look(gpu: Looked): Reading {
  const reading = readTelemetry(gpu);
  underWay.set(gpu, reading);
  void reading.then(() => {
    if (underWay.get(gpu) === reading) underWay.delete(gpu);
  });
  return reading;
}

export class Looks {
  private constructor(
    private readonly gpu: Looked,
    /** To be waited for before runs are timed. Never rejects; null where there is no NVML. */
    readonly before: Reading,
  ) {}

  /** Looks for the first time. A look that another timing has begun will do: it takes some milliseconds. */
  static begin(gpu: Looked): Looks {
    return new Looks(gpu, underWay.get(gpu) ?? look(gpu));
  }

  /** Looks again, when all runs have ended, and puts into the timing what both looks say. Never rejects. */
  async complete(timing: Timing): Promise<void> {
    const after = await look(this.gpu);
    timing.telemetry = { before: await this.before, after };
    timing.warnings.push(...telemetryWarnings(timing.telemetry));
  }
}
