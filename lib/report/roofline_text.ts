/** A verdict's roofline and score as people read them. */
import { digits, duration, percent } from '../format/quantities.js';
import { usualOperationsText } from '../verify/roofline/usual_text.js';
import type { Roofline, Score, Timing } from '../verify/verdict.js';

const limits: Record<Roofline['boundBy'], string> = {
  memory: 'memory',
  l2: 'the L2',
  arithmetic: 'arithmetic',
  launch: 'the start of a kernel',
};

export function rooflineLines(roofline: Roofline, { medianMs }: Timing): string[] {
  const how = roofline.ceilings ? 'measured ceilings' : 'theoretical peaks';
  const floor = `floor ${duration(roofline.floorMs)} by ${limits[roofline.boundBy]}, ${how}`;
  const line = `  roofline  ${percent(roofline.share)} (${floor}; ${(roofline.bytes / medianMs / 1e6).toFixed(0)} GB/s)`;
  return [line, ...beatenLines(roofline)];
}

function beatenLines(roofline: Roofline): string[] {
  const { operations, usualMs } = roofline;
  if (usualMs === undefined) return [];
  const most = `${duration(usualMs)} at ${digits(operations / usualMs / 1e9)} Top/s, the most that is known of this device`;
  return [
    `  fewer     It takes less time than the ${usualOperationsText(roofline)}: ${most}.`,
    '            It does fewer of them, or faster ones, so the floor is without them.',
  ];
}

export function scoreLine({ value, baseline, baselineMs }: Score): string {
  const from = baseline === 'given' ? 'the given baseline' : 'the reference';
  return `  score     ${digits(value, 3)} (0 is ${from} with ${duration(baselineMs)}, 1 is the floor)`;
}
