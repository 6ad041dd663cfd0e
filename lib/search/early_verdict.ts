/** A verdict that is on its way while the answer goes on: the candidate is judged as soon as its fence closes. */
import { ClosedCandidate } from '../dialogue/closed_candidate.js';
import type { Verdict } from '../verify/verdict.js';
import type { Verify } from './verify.js';

export interface Judged {
  verdict: Verdict;
  /** Milliseconds from the end of the candidate's text in the stream; null where nobody saw it end. */
  sinceCodeMs: number | null;
}

interface Started {
  source: string;
  stop: AbortController;
  judged: Promise<Judged>;
}

/** Of one answer. */
export class EarlyVerdict {
  private reader = new ClosedCandidate();
  private started: Started | null = null;

  /** @param isNew whether a source is to be judged at all. */
  constructor(
    private readonly verify: Verify,
    private readonly signal: AbortSignal,
    private readonly isNew: (source: string) => boolean,
  ) {}

  /** The next part of the answer's content. */
  push(text: string): void {
    const source = this.reader.push(text);
    if (source === null || source === this.started?.source) return;
    this.drop();
    if (!this.isNew(source)) return;
    const stop = new AbortController();
    const closed = performance.now();
    const judged = this.verify(source, AbortSignal.any([this.signal, stop.signal])).then((verdict) => ({
      verdict,
      sinceCodeMs: performance.now() - closed,
    }));
    // Whoever asks for it gets the error; until then nobody looks.
    judged.catch(() => undefined);
    this.started = { source, stop, judged };
  }

  /** The answer begins anew. */
  restart(): void {
    this.drop();
    this.reader = new ClosedCandidate();
  }

  /** Judges what the whole answer holds, which may be on its way already. Rejects as `verify` does. */
  async judge(source: string): Promise<Judged> {
    const { started } = this;
    if (started?.source !== source) {
      this.drop();
      return { verdict: await this.verify(source, this.signal), sinceCodeMs: null };
    }
    return started.judged;
  }

  /** Stops what is on its way and not wanted. */
  drop(): void {
    this.started?.stop.abort();
    this.started = null;
  }
}
