/**
 * Fills a document's numbers from results. A comment right after a number names the result, the field in it and how it is
 * written:
 *
 *     912<!-- from throughput.json#summary.verdictsPerMinute 0 --> a minute
 *
 * Where there is no number yet, a question mark stands for it.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { formatted } from './formatted.mjs';
import { valueAt } from './value_at.mjs';

const marker = /(?<text>[\w.%?-]*)<!-- from\s+(?<bench>[\w-]+)\.json#(?<path>[^<>]+?)\s+(?<format>\S+)\s+-->/g;
const opening = /<!--\s*from\b/g;

/**
 * @typedef {object} Filled
 * @property {string} text the document with its numbers as they should be
 * @property {string[]} problems markers that nothing can be filled into, a line each
 * @property {string[]} stale numbers that were other than they should be, a line each
 */

/**
 * @param {string} document
 * @param {string} name what messages call it
 * @param {string} folder of the results, `DATE-BENCH.json`; of several the newest counts
 * @returns {Filled}
 */
export function fill(document, name, folder) {
  /** @type {string[]} */
  const problems = [];
  /** @type {string[]} */
  const stale = [];
  /** @param {number} at */
  const lineOf = (at) => `${name}:${document.slice(0, at).split('\n').length}`;
  /** Where the comments of the markers begin. @type {Set<number>} */
  const understood = new Set();
  const text = document.replace(marker, (whole, ...rest) => {
    const { bench, path, format, text: found } = rest.at(-1);
    const at = rest.at(-3) + found.length;
    understood.add(at);
    const number = numberOf(folder, bench, path.replace(/\s+/g, ' '), format);
    if ('problem' in number) {
      problems.push(`${lineOf(at)}: ${number.problem}`);
      return whole;
    }
    if (found !== number.text) {
      stale.push(`${lineOf(at)}: Expected ${number.text}, as in ${number.file}, but found "${found}".`);
    }
    return number.text + whole.slice(found.length);
  });
  for (const { index } of document.matchAll(opening)) {
    if (understood.has(index)) continue;
    problems.push(`${lineOf(index)}: Expected a comment of the form <!-- from BENCH.json#FIELD FORMAT -->.`);
  }
  return { text, problems, stale };
}

/**
 * @param {string} folder @param {string} bench @param {string} path @param {string} format
 * @returns {{ text: string, file: string } | { problem: string }}
 */
function numberOf(folder, bench, path, format) {
  const file = newestResult(folder, bench);
  if (!file) {
    const problem = `Expected a result DATE-${bench}.json in ${folder} but found none. \`npm run bench -- ${bench}\` writes one.`;
    return { problem };
  }
  const found = valueAt(JSON.parse(readFileSync(join(folder, file), 'utf8')), path);
  const written = 'problem' in found ? found : formatted(found.value, format);
  return 'problem' in written ? { problem: `${file}#${path}: ${written.problem}` } : { ...written, file };
}

/** @param {string} folder @param {string} bench @returns {string | undefined} the file's name */
export function newestResult(folder, bench) {
  const dated = new RegExp(`^\\d{4}-\\d{2}-\\d{2}-${bench}\\.json$`);
  return readdirSync(folder)
    .filter((file) => dated.test(file))
    .sort()
    .at(-1);
}
