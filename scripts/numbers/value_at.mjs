/** Fields of a result by their paths, such as `results[label=relu].runs[0].ms`. */

/** A name, an index, or the one entry of a list that has these values: [how=spare&step=fault to launch]. */
const step = /(?:^|\.)(?<name>\w+)|\[(?:(?<index>\d+)|(?<wanted>\w+=[^\]]*))\]/y;

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {{ value: unknown } | { problem: string }}
 */
export function valueAt(value, path) {
  let at = 0;
  while (at < path.length) {
    step.lastIndex = at;
    const found = step.exec(path);
    if (!found) return { problem: `Expected a path like "results[label=relu].medianMs" but found "${path}".` };
    const next = taken(value, found.groups ?? {});
    if (next === undefined) {
      const where = path.slice(0, at) || 'the file';
      return { problem: `Expected "${path.slice(at)}" in ${where} but found ${contents(value)}.` };
    }
    value = next;
    at = step.lastIndex;
  }
  return { value };
}

/** Undefined when there is no such thing, or not just one. @param {any} value @param {Record<string, string>} step */
function taken(value, { name, index, wanted }) {
  if (typeof value !== 'object' || value === null) return undefined;
  if (wanted === undefined) return Object.hasOwn(value, name ?? index) ? value[name ?? index] : undefined;
  const pairs = wanted.split('&').map((pair) => pair.split(/=(.*)/s));
  const fitting = Object.values(value).filter((entry) => pairs.every(([key, text]) => String(entry?.[key]) === text));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** @param {unknown} value */
function contents(value) {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return Object.keys(value).join(', ') || 'nothing';
  return JSON.stringify(value);
}
