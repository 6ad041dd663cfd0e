import { messageOf, WarpsmithError } from '../errors.js';

/** An error of a write into a run folder, as `disk-full` or `run-folder`, saying what is safe all the same. */
export function diskError(error: unknown, path: string, safe: string): WarpsmithError {
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const text = `The disk is full: ${path} could not be written. Safe are ${safe}. Free some space and resume the run.`;
    return new WarpsmithError('disk-full', text, { cause: error });
  }
  return new WarpsmithError('run-folder', `${path} could not be written: ${messageOf(error)}. Safe are ${safe}.`, {
    cause: error,
  });
}
