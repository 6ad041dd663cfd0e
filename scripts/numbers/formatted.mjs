/** How a number of a result is written in a document: the last word of its comment. */

const wanted =
  'text, day, or a number of decimals (0), of significant digits (~3), of a share in percent (1%), of parts (0/1000)';

/**
 * @param {unknown} value
 * @param {string} format
 * @returns {{ text: string } | { problem: string }}
 */
export function formatted(value, format) {
  if (format === 'text' || format === 'day') {
    if (typeof value !== 'string') return { problem: `Expected a text but found ${JSON.stringify(value)}.` };
    return { text: format === 'day' ? value.slice(0, 10) : value };
  }
  const [, significant, digits, percent, divisor] = /^(~?)(\d)(%?)(?:\/([\d.]+))?$/.exec(format) ?? [];
  if (digits === undefined) return { problem: `Expected a format (${wanted}) but found "${format}".` };
  if (typeof value !== 'number') return { problem: `Expected a number but found ${JSON.stringify(value)}.` };
  const shown = (percent ? 100 * value : value) / Number(divisor ?? 1);
  const text = significant ? String(Number(shown.toPrecision(Number(digits)))) : shown.toFixed(Number(digits));
  return { text: `${text}${percent}` };
}
