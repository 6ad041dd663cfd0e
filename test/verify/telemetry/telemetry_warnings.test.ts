import assert from 'node:assert/strict';
import type { TelemetryReading } from '../../../lib/verify/telemetry/telemetry_reading.js';
import { telemetryWarnings } from '../../../lib/verify/telemetry/telemetry_warnings.js';

const calm: TelemetryReading = {
  smClockMhz: 1980,
  memoryClockMhz: 2619,
  maxSmClockMhz: 1980,
  maxMemoryClockMhz: 2619,
  clockLimits: [],
  temperatureCelsius: 45,
  powerWatts: 300,
  powerLimitWatts: 700,
  utilisation: { gpu: 90, memory: 30 },
  otherProcesses: [],
};

function after(changes: Partial<TelemetryReading>): string[] {
  return telemetryWarnings({ before: calm, after: { ...calm, ...changes } });
}

describe('telemetryWarnings', () => {
  it('has nothing to say of a GPU at full speed that nobody else uses, nor of one that nothing is known of', () => {
    assert.deepEqual(after({}), []);
    assert.deepEqual(telemetryWarnings({ before: null, after: null }), []);
    const unknown = Object.fromEntries(Object.keys(calm).map((name) => [name, null])) as unknown as TelemetryReading;
    assert.deepEqual(telemetryWarnings({ before: unknown, after: unknown }), []);
  });

  it('tells of a slow clock, why it is slow, and how warm and busy the GPU was', () => {
    assert.deepEqual(after({ smClockMhz: 1410, clockLimits: ['power-cap'], powerWatts: 699, temperatureCelsius: 71 }), [
      "After the timed runs the GPU's clocks were low: the multiprocessors at 1410 of 1980 MHz, held down by its power limit (699 W of 700 W, 71 °C).",
    ]);
  });

  it('tells of a slow clock that nothing explains', () => {
    assert.match(after({ memoryClockMhz: 1593 }).join(), /the memory at 1593 of 2619 MHz \(/);
  });

  it('says nothing of a limit that leaves the clocks where they are', () => {
    assert.deepEqual(after({ smClockMhz: 1965, clockLimits: ['power-cap'] }), []);
  });

  it('does not take an idle GPU for a slow one', () => {
    assert.deepEqual(after({ smClockMhz: 345, clockLimits: ['idle'] }), []);
    assert.equal(after({ smClockMhz: 345, clockLimits: ['idle', 'thermal'] }).length, 1);
  });

  it('tells of a limit that it has no name for', () => {
    assert.match(after({ smClockMhz: 345, clockLimits: ['bit 39'] }).join(), /no name for \(bit 39\)/);
  });

  it('tells who computed at the same time, once', () => {
    const others = [{ pid: 12, memoryBytes: 1, smPercent: 30 }];
    const busier = [
      { pid: 12, memoryBytes: 1, smPercent: 40 },
      { pid: 13, memoryBytes: 1, smPercent: 0 },
    ];
    const telemetry = { before: { ...calm, otherProcesses: others }, after: { ...calm, otherProcesses: busier } };
    assert.deepEqual(telemetryWarnings(telemetry), [
      'Process 12 computed on this GPU at the same time (40% of its time).',
    ]);
  });

  it('says so where it cannot be told whether others computed', () => {
    const others = [{ pid: 12, memoryBytes: 1, smPercent: null }];
    assert.match(after({ otherProcesses: others }).join(), /Other processes hold this GPU \(12\); whether/);
  });
});
