/** Who uses the device, one after another: timing needs its GPU alone. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when all that came before is done, whether it succeeded or not. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }
}

/** What is told of a call's turn: that it waits for it, and that it has begun. */
export interface TurnListener {
  waits(): void;
  /** The work starts when this is done. */
  begins(): Promise<void>;
}
