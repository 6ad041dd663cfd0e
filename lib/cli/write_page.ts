/** A report's page as a file. */
import { writeFileSync } from 'node:fs';
import { messageOf, WarpsmithError } from '../errors.js';

/** Throws `bad-file` where it cannot be written. */
export function writePage(path: string, page: string): void {
  try {
    writeFileSync(path, page);
  } catch (error) {
    const message = `Expected to write the report to "${path}" but could not (${messageOf(error)}). Name another file with --out.`;
    throw new WarpsmithError('bad-file', message, { cause: error });
  }
}
