/** Ctrl-C: the first ends the work in order, the second ends the process. */
import { exitCodes } from './exit_codes.js';

export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
}

export function onInterrupt(announce: () => void): Interrupt {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.stopped);
    controller.abort();
    announce();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
