/** Work that several callers want at the same time: it is done once, and ended early only when nobody waits any more. */
import { WarpsmithError, throwIfAborted } from '../../errors.js';

interface Running<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

export class SharedWork<T> {
  private readonly running = new Map<string, Running<T>>();

  /**
   * The result of the work under way for this key, else of `start`, whose signal fires when all who wait have left.
   * Rejects with `aborted` as soon as the caller's own signal fires, whatever the others do.
   */
  async join(key: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    throwIfAborted(signal);
    const work = this.running.get(key) ?? this.begin(key, start);
    work.waiting++;
    let leave = (): void => undefined;
    const left = new Promise<never>((_, reject) => {
      leave = (): void => {
        if (--work.waiting === 0) {
          // Who comes now must not get the end of those who left.
          this.forget(key, work);
          work.controller.abort();
        }
        reject(new WarpsmithError('aborted', 'The compile was stopped before it was finished.'));
      };
    });
    signal?.addEventListener('abort', leave, { once: true });
    try {
      return await Promise.race([work.result, left]);
    } finally {
      signal?.removeEventListener('abort', leave);
    }
  }

  private begin(key: string, start: (signal: AbortSignal) => Promise<T>): Running<T> {
    const controller = new AbortController();
    const work = { result: start(controller.signal), controller, waiting: 0 };
    this.running.set(key, work);
    const forget = (): void => this.forget(key, work);
    // Its failure is for those who wait; nobody may.
    work.result.then(forget, forget);
    return work;
  }

  private forget(key: string, work: Running<T>): void {
    if (this.running.get(key) === work) this.running.delete(key);
  }
}
