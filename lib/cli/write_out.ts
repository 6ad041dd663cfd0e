/** What a command leaves in a file that --out names. */
import { writeFileSync } from 'node:fs';
import { messageOf, WarpsmithError } from '../errors.js';

/**
 * @param what such as "the report", for the message.
 * Throws `bad-file` where it cannot be written.
 */
export function writeOut(path: string, text: string, what: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    const message = `Expected to write ${what} to "${path}" but could not (${messageOf(error)}). Name another file with --out.`;
    throw new WarpsmithError('bad-file', message, { cause: error });
  }
}
