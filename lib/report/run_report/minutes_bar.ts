/** Where the minutes went, as a bar and in words. */
import { percent } from '../../format/quantities.js';
import { type Markup, markup } from './markup.js';
import type { Minutes } from './problem_report.js';
import { span } from './units.js';

const parts = [
  ['model', 'the model'],
  ['compile', 'compiling'],
  ['verify', 'verifying'],
  ['other', 'the rest'],
] as const satisfies readonly (readonly [keyof Minutes, string])[];

const [width, height] = [720, 14];

/** Empty when no time was spent. */
export function minutesBar(minutes: Minutes): Markup {
  const total = parts.reduce((sum, [key]) => sum + minutes[key], 0);
  if (total <= 0) return markup``;
  let x = 0;
  const bars = parts.map(([key]) => {
    const wide = Math.round((minutes[key] / total) * width * 10) / 10;
    const bar = markup`<rect class="${key}" x="${x}" y="0" width="${wide}" height="${height}"/>`;
    x = Math.round((x + wide) * 10) / 10;
    return bar;
  });
  const words = parts.map(
    ([key, name]) =>
      markup`<li><svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect class="${key}" width="10" height="10"/></svg> ${name} ${span(minutes[key])} (${percent(minutes[key] / total)})</li>`,
  );
  const said = parts.map(([key, name]) => `${name} ${percent(minutes[key] / total)}`).join(', ');
  return markup`<figure class="minutes"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="Where the minutes went: ${said}" preserveAspectRatio="none">${bars}</svg><ul>${words}</ul></figure>`;
}
