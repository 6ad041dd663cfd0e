/** Answers that are pasted into a terminal, or come through a pipe: lines, ended by one that says so. */
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { WarpsmithError } from '../errors.js';

/** No line of a kernel and no line of Markdown looks like this. */
export const endLine = '/end';

export interface PastedAnswers {
  /** The next answer. Never resolves once the input has ended; rejects with `aborted` when the signal fires. */
  next(signal?: AbortSignal): Promise<string>;
  /** Lets go of the input. */
  close(): void;
}

/** Reads from now on; an answer that comes early waits to be asked for. Lines without an end line are no answer. */
export function readPastedAnswers(input: Readable): PastedAnswers {
  const lines = createInterface({ input, crlfDelay: Infinity });
  const ready: string[] = [];
  let waiting: ((answer: string) => void) | null = null;
  let open: string[] = [];
  lines.on('line', (line) => {
    if (line.trim() !== endLine) {
      open.push(line);
      return;
    }
    const answer = `${open.join('\n')}\n`;
    open = [];
    if (answer.trim() === '') return;
    if (waiting) waiting(answer);
    else ready.push(answer);
  });

  return {
    next: (signal) =>
      new Promise<string>((resolve, reject) => {
        const stop = (): void => {
          waiting = null;
          reject(new WarpsmithError('aborted', 'The work was stopped before an answer was pasted.'));
        };
        const early = signal?.aborted ? undefined : ready.shift();
        if (signal?.aborted) {
          stop();
        } else if (early !== undefined) {
          resolve(early);
        } else {
          signal?.addEventListener('abort', stop, { once: true });
          waiting = (answer) => {
            waiting = null;
            signal?.removeEventListener('abort', stop);
            resolve(answer);
          };
        }
      }),
    close() {
      lines.close();
      // A terminal or a pipe that is still open would keep the process alive.
      input.destroy();
    },
  };
}
