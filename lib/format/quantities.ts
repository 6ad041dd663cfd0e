/** Numbers as a model or a person likes to read them. */

/** A duration given in milliseconds, to four digits: "12.35 µs", "1.5 ms", "2.1 s". */
export function duration(ms: number): string {
  if (ms >= 1000) return `${digits(ms / 1000)} s`;
  return ms >= 1 ? `${digits(ms)} ms` : `${digits(ms * 1000)} µs`;
}

/** Bytes as "48 KiB", or as they are below one KiB. */
export function kibibytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} bytes` : `${digits(bytes / 1024)} KiB`;
}

/** A share from 0 to 1 as "37%". */
export function percent(share: number): string {
  return `${share < 0.1 ? digits(share * 100, 2) : Math.round(share * 100)}%`;
}

/** A number to so many significant digits, never in scientific notation below 10²¹. */
export function digits(value: number, count = 4): string {
  return String(Number(value.toPrecision(count)));
}

/** One line of at most `limit` characters. */
export function clip(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1)}…`;
}

/** At most `limit` of the entries, and how many more there are: 0 is a section that is left out. */
export function firstOf<T>(entries: readonly T[], limit: number): { shown: T[]; more: number } {
  return { shown: entries.slice(0, limit), more: Math.max(0, entries.length - limit) };
}

/** Sizes by dim, such as "M = 7, N = 129". */
export function dimsText(dims: Readonly<Record<string, number>>): string {
  return Object.entries(dims)
    .map(([dim, size]) => `${dim} = ${size}`)
    .join(', ');
}
