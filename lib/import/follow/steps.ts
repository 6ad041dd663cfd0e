/** The steps of host code: counted, so that following them ends, and named by file and line where one can't be followed. */
import type { HostFunction } from '../syntax.js';
import { Underivable, underivable } from '../underivable.js';

// Our choice: more than host code of kernels has, and an end for code that has none.
const mostSteps = 20_000;
const deepestCalls = 40;
const deepest = 400;

export class Steps {
  private done = 0;
  private depth = 0;
  private calls = 0;

  /** @param file as the user named it. */
  constructor(private readonly file: string) {}

  /** One step. Adds file and line to an error where there are none yet. */
  at<T>(line: number, work: () => T): T {
    if (++this.done > mostSteps) {
      const found = `more than ${mostSteps} steps of host code`;
      throw underivable(this.file, line, { found, remedy: 'Shorten its loops.' });
    }
    if (this.depth >= deepest) {
      const found = `more than ${deepest} levels of nesting`;
      throw underivable(this.file, line, { found, remedy: 'Write it in steps.' });
    }
    this.depth++;
    try {
      return work();
    } catch (error) {
      if (error instanceof Underivable) throw underivable(this.file, line, error);
      throw error;
    } finally {
      this.depth--;
    }
  }

  /** The steps of a function that is called. */
  ofCall<T>({ name, line }: HostFunction, work: () => T): T {
    if (this.calls >= deepestCalls) {
      throw underivable(this.file, line, { found: `${name}() within itself`, remedy: 'Unroll it.' });
    }
    this.calls++;
    try {
      return work();
    } finally {
      this.calls--;
    }
  }
}
