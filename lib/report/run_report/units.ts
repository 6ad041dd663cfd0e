/** Amounts as a report's axes and tables show them. */
import { digits } from '../../format/quantities.js';

/** Milliseconds as "0.12 ms", "0.8 s", "42 s", "3 min 20 s" or "1 h 5 min". */
export function span(ms: number): string {
  if (ms > 0 && ms < 99.5) return `${digits(ms, 2)} ms`;
  if (ms < 59_500) return `${digits(ms / 1000, ms < 10_000 ? 2 : 3)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** US dollars as "$12.50", "$0.42" or "$0.0031". */
export function money(dollars: number): string {
  return `$${dollars >= 0.1 || dollars <= 0 ? dollars.toFixed(2) : digits(dollars, 2)}`;
}

/** "2026-01-05 09:00 UTC" of an ISO 8601 time; whatever else the journal holds, as it is. */
export function moment(at: string): string {
  const [, day, minute] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/.exec(at) ?? [];
  return day === undefined || minute === undefined ? at : `${day} ${minute} UTC`;
}

export interface Unit {
  name: string;
  /** How many of what is shown make one of it. */
  size: number;
}

/** Seconds, minutes or hours: whichever gives numbers that are easy to read up to so many milliseconds. */
export function timeUnit(ms: number): Unit {
  if (ms < 120_000) return { name: 'seconds', size: 1000 };
  return ms < 5 * 3_600_000 ? { name: 'minutes', size: 60_000 } : { name: 'hours', size: 3_600_000 };
}

/** A number of things: 1234567 as "1 234 567", with spaces that do not break. */
export function grouped(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u00a0');
}

/** 12000 as "12k": short, for an axis. */
export function short(value: number): string {
  if (value >= 1e6) return `${digits(value / 1e6, 3)}M`;
  return value >= 10_000 ? `${digits(value / 1000, 3)}k` : digits(value, 3);
}

/** Round steps from 0 to at least `end`, about `wanted` of them; whole numbers only when asked for. */
export function ticks(end: number, wanted = 5, whole = false): number[] {
  if (!(end > 0)) return [0, 1];
  const rough = end / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const found = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? 10 * power;
  const step = whole ? Math.max(1, Math.round(found)) : found;
  const count = Math.ceil(end / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}
