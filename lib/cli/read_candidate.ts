import { readFileSync } from 'node:fs';
import { WarpsmithError, messageOf } from '../errors.js';

/** A candidate's text. Throws `bad-file`. */
export function readCandidate(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const message = `Expected a candidate's .cu file but cannot read "${path}" (${messageOf(error)}).`;
    throw new WarpsmithError('bad-file', message, { cause: error });
  }
}
