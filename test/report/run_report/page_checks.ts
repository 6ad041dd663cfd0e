/** What holds for every page, looked for in its text. */
import assert from 'node:assert/strict';

/** Fails unless every element is closed where it must be. */
export function assertWellFormed(html: string): void {
  const open: string[] = [];
  for (const [, close, name, inside] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)>/g)) {
    if (close === '/') assert.equal(open.pop(), name, `a closing </${name}>`);
    else if (!inside!.endsWith('/') && name !== 'meta') open.push(name!);
  }
  assert.deepEqual(open, []);
}

/** Fails with the place only: pages are long. */
export function assertLacks(html: string, pattern: RegExp): void {
  const at = html.search(pattern);
  assert.equal(at, -1, `Expected nothing like ${pattern.source}, found ${html.slice(at, at + 80)}`);
}

/** Fails when a chart holds what is no number. */
export function assertDrawn(html: string): void {
  const charts = [...html.matchAll(/<svg.*?<\/svg>/gs)].map(([chart]) => chart);
  assert.ok(charts.length > 0);
  for (const chart of charts) assertLacks(chart, /NaN|undefined|Infinity|\[object/);
}
