/** What telemetry says against a timing: a slow clock, or a GPU that others use as well. */
import { digits } from '../../format/quantities.js';
import type { Telemetry, TelemetryReading, clockLimits } from './telemetry_reading.js';

/** A clock below this share of its maximum is said; boost clocks wander by a few steps of 15 MHz. */
const slowShare = 0.95;

/** Why the clocks were held down, by what held them. Idle is no reason: clocks rise within the warm-up. */
const causes: Record<Exclude<(typeof clockLimits)[number], 'idle'>, string> = {
  'application-clocks': 'a setting of its application clocks',
  'power-cap': 'its power limit',
  'hardware-slowdown': 'a slowdown of the hardware (heat, or power)',
  'sync-boost': 'another GPU of its group',
  thermal: 'its heat',
  'hardware-thermal': 'its heat (a slowdown of the hardware)',
  'power-brake': 'the power supply (a slowdown of the hardware)',
  'display-clocks': 'a setting for displays',
};

function causeOf(limit: string): string {
  return limit in causes
    ? causes[limit as keyof typeof causes]
    : `a reason that this version has no name for (${limit})`;
}

/** "the multiprocessors ran at 1410 of 1980 MHz" for the clocks that were slow. */
function slowClocks(reading: TelemetryReading): string[] {
  const clocks = [
    ['multiprocessors', reading.smClockMhz, reading.maxSmClockMhz],
    ['memory', reading.memoryClockMhz, reading.maxMemoryClockMhz],
  ] as const;
  return clocks.flatMap(([what, now, most]) =>
    now !== null && most !== null && now < slowShare * most ? [`the ${what} at ${now} of ${most} MHz`] : [],
  );
}

function clockWarning(reading: TelemetryReading, when: string): string[] {
  const limits = reading.clockLimits ?? [];
  const slow = slowClocks(reading);
  const held = limits.filter((limit) => limit !== 'idle');
  // An idle GPU has low clocks and they say nothing of the timed runs.
  if (slow.length === 0 || (held.length === 0 && limits.includes('idle'))) return [];
  const { powerWatts, powerLimitWatts, temperatureCelsius } = reading;
  const facts = [
    ...(powerWatts === null
      ? []
      : [`${digits(powerWatts, 3)} W${powerLimitWatts === null ? '' : ` of ${digits(powerLimitWatts, 3)} W`}`]),
    ...(temperatureCelsius === null ? [] : [`${temperatureCelsius} °C`]),
  ];
  const by = held.length > 0 ? `, held down by ${held.map(causeOf).join(' and ')}` : '';
  const also = facts.length > 0 ? ` (${facts.join(', ')})` : '';
  return [`${when} the timed runs the GPU's clocks were low: ${slow.join(' and ')}${by}${also}.`];
}

function neighbourWarning({ before, after }: Telemetry): string[] {
  const others = [...(before?.otherProcesses ?? []), ...(after?.otherProcesses ?? [])];
  const busiest = new Map<number, number | null>();
  for (const { pid, smPercent } of others) {
    const known = busiest.get(pid) ?? null;
    busiest.set(pid, smPercent === null ? known : Math.max(smPercent, known ?? 0));
  }
  const computing = [...busiest].filter(([, percent]) => percent !== null && percent > 0);
  const unknown = [...busiest].filter(([, percent]) => percent === null);
  return [
    ...computing.map(
      ([pid, percent]) => `Process ${pid} computed on this GPU at the same time (${percent}% of its time).`,
    ),
    ...(unknown.length > 0
      ? [
          `Other processes hold this GPU (${unknown.map(([pid]) => pid).join(', ')}); whether they computed cannot be told.`,
        ]
      : []),
  ];
}

/** Sentences about what may have made a timing slower than the kernel is. Empty when nothing did, or nothing is known. */
export function telemetryWarnings(telemetry: Telemetry): string[] {
  const { before, after } = telemetry;
  const clocks = [...(before ? clockWarning(before, 'Before') : []), ...(after ? clockWarning(after, 'After') : [])];
  return [...clocks, ...neighbourWarning(telemetry)];
}
