/** A GPU's present state and its measured ceilings as people read them. */
import { digits, duration } from '../format/quantities.js';
import { type Ceilings, arithmeticNames } from '../verify/roofline/ceilings_schema.js';
import type { TelemetryReading } from '../verify/telemetry/telemetry_reading.js';

function ofMost(now: number | null, most: number | null, unit: string): string {
  if (now === null) return `unknown ${unit}`;
  return `${digits(now, 4)}${most === null ? '' : ` of ${digits(most, 4)}`} ${unit}`;
}

/** "multiprocessors at 1980 of 1980 MHz, memory at …, 34 °C, 70 W of 700 W, clocks held down by: power-cap". */
export function telemetryText(reading: TelemetryReading): string {
  const { clockLimits, temperatureCelsius, otherProcesses } = reading;
  return [
    `multiprocessors at ${ofMost(reading.smClockMhz, reading.maxSmClockMhz, 'MHz')}`,
    `memory at ${ofMost(reading.memoryClockMhz, reading.maxMemoryClockMhz, 'MHz')}`,
    ...(temperatureCelsius === null ? [] : [`${temperatureCelsius} °C`]),
    ofMost(reading.powerWatts, reading.powerLimitWatts, 'W'),
    ...(clockLimits && clockLimits.length > 0 ? [`clocks held down by: ${clockLimits.join(', ')}`] : []),
    ...(otherProcesses && otherProcesses.length > 0 ? [`${otherProcesses.length} other processes`] : []),
  ].join(', ');
}

export function ceilingsText(ceilings: Ceilings): string {
  const memory = [
    `read ${digits(ceilings.readBytesPerSecond / 1e9)} GB/s`,
    `write ${digits(ceilings.writeBytesPerSecond / 1e9)}`,
    `copy ${digits(ceilings.copyBytesPerSecond / 1e9)}`,
    `L2 ${digits(ceilings.l2BytesPerSecond / 1e9)}`,
  ];
  const arithmetic = arithmeticNames.flatMap((name) => {
    const rate = ceilings.operationsPerSecond[name];
    return rate === null ? [] : [`${name} ${digits(rate / 1e12, 3)}`];
  });
  const launch = `an empty kernel ${duration(ceilings.launchMs)}`;
  const day = ceilings.measured.slice(0, 10);
  return `${memory.join(', ')}; ${launch}; T operations a second: ${arithmetic.join(', ')} (measured ${day})`;
}
