/** What is said where a plan cannot be derived: file, line, what was found there and what to do. */
import { WarpsmithError } from '../errors.js';
import { TokenError } from './tokens.js';

/** Thrown where the place is not known yet; the statement or the expression around it adds file and line. */
export class Underivable extends Error {
  constructor(
    /** Fits behind "but found ". */
    readonly found: string,
    readonly remedy: string,
  ) {
    super(found);
  }
}

/** @param file as the user named it. */
export function underivable(
  file: string,
  line: number,
  { found, remedy }: Pick<Underivable, 'found' | 'remedy'>,
): WarpsmithError {
  return new WarpsmithError(
    'bad-file',
    `${file}:${line}: Expected what a launch plan can say but found ${found}. ${remedy}`,
  );
}

/** TokenError as `bad-file`. */
export function inFile<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TokenError)) throw error;
    const remedy = 'Only CUDA C++ that a compiler takes can be read.';
    throw underivable(file, error.line, new Underivable(error.message, remedy));
  }
}
