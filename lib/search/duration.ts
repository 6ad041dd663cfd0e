import { WarpsmithError } from '../errors.js';

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds of a duration such as `90s`, `15m`, `1.5h` or `1h30m`. Throws `bad-option` for anything else, also for a
 * bare number, whose unit could only be guessed, and for nothing at all.
 */
export function parseDuration(text: string): number {
  const compact = text.trim().toLowerCase().replaceAll(' ', '');
  const parts = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?$/.exec(compact);
  const [hours, minutes, seconds] = (parts ?? []).slice(1).map((part) => Number((part as string | undefined) ?? 0));
  const ms = (hours ?? 0) * unitMs.h! + (minutes ?? 0) * unitMs.m! + (seconds ?? 0) * unitMs.s!;
  if (!(ms > 0)) {
    const hint = /^\d+(\.\d+)?$/.test(compact) && Number(compact) > 0 ? ` Did you mean ${compact}m?` : '';
    throw new WarpsmithError('bad-option', `Expected a duration such as 90s, 15m or 1h30m, found "${text}".${hint}`);
  }
  return ms;
}
