/** A folder with one candidate for each problem of a level, by its number: `19_relu.cu` or `19.cu`. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { WarpsmithError, messageOf } from '../errors.js';

/** Paths by number, in alphabetical order. Throws `bad-file` when it is no folder, or holds no candidate. */
export function numberedCandidates(folder: string): Map<number, string[]> {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    const message = `Expected a folder with a candidate for each problem, such as 19_relu.cu, but found ${messageOf(error)}.`;
    throw new WarpsmithError('bad-file', message, { cause: error });
  }
  const found = new Map<number, string[]>();
  for (const name of names.sort()) {
    const number = Number(/^(\d{1,6})(?:_.*)?\.cu$/.exec(name)?.[1]);
    if (!Number.isNaN(number)) found.set(number, [...(found.get(number) ?? []), join(folder, name)]);
  }
  if (found.size === 0) {
    const message = `Expected candidates by number, such as 19_relu.cu, in ${folder} but found none.`;
    throw new WarpsmithError('bad-file', message);
  }
  return found;
}

/** The one for this problem; `what` is the problem's name, for messages. Throws `bad-file` when there are none or two. */
export function candidateFor(number: number, what: string, found: readonly string[]): string {
  const [path, ...more] = found;
  if (path !== undefined && more.length === 0) return path;
  const names = found.length === 0 ? 'none' : found.map((each) => basename(each)).join(' and ');
  const message = `Expected one candidate for ${what}, such as ${number}_name.cu, but found ${names}.`;
  throw new WarpsmithError('bad-file', message);
}
