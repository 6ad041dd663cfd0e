/** The process that serves and the spare beside it: starting, taking over, and giving up. */
import { WarpsmithError, hasCode } from '../errors.js';
import type { LoadedProblem } from '../problem/problem.js';
import { EngineProcess, type ProcessListener } from './engine_process.js';
import type { Report } from './messages.js';
import type { Patience } from './patience.js';
import { errorFrom } from './plain_error.js';

export interface PairOptions {
  device: string;
  /** Null: on a GPU. */
  spare: boolean | null;
  /** As in `EngineOptions`. */
  diskCacheBytes?: number | undefined;
  traced: boolean;
  patience: Patience;
}

export interface PairListener {
  /** The active process takes calls. */
  ready(): void;
  heard(process: EngineProcess, report: Report): void;
  /** It ended by itself, with calls in flight perhaps; they are the listener's now. */
  died(process: EngineProcess, how: string): void;
  /** It was ended while it became warm; none of its calls is to blame. */
  lost(process: EngineProcess): void;
  /** Whether somebody waits for a verdict or for the engine to open. */
  isBusy(): boolean;
  /** No process can be started; until the next `ensure`, none is. */
  unavailable(error: Error): void;
  /** What a spare should be warm for. */
  recent(): LoadedProblem[];
}

/** The next spare starts this much later than its predecessor takes over, whose first compile wants the processor. */
const spareDelayMs = 100;

/** Starting again would find the same. */
const lasting = ['no-device', 'no-compiler', 'no-addon', 'bad-option'] as const;

export class Pair implements ProcessListener {
  active: EngineProcess | null = null;
  spare: EngineProcess | null = null;
  /** Processes that were ended and may not be gone yet. */
  private readonly leaving = new Set<EngineProcess>();
  /** In a row, of processes that ended before they had settled a call. */
  private failures = 0;
  private spareFailures = 0;
  private closed = false;
  private device: string;

  constructor(
    private readonly options: PairOptions,
    private readonly listener: PairListener,
  ) {
    this.device = options.device;
  }

  /** Sees to it that there is an active process, or one on its way. */
  ensure(): void {
    if (this.active || this.closed) return;
    this.failures = 0;
    this.takeOver();
  }

  /** Ends the active process and lets the spare take over. */
  retire(process: EngineProcess): void {
    this.leave(process);
    process.end();
    if (process !== this.active) return;
    this.active = null;
    this.takeOver();
  }

  /** Opens a spare's device; not while a candidate is timed on it. To be called when that may have ended. */
  warmSpare(): void {
    if (this.spare?.stage !== 'waiting' || this.active?.isTiming) return;
    this.spare.open(this.device, this.listener.recent(), this.options.traced, this.options.diskCacheBytes);
  }

  served(process: EngineProcess): void {
    process.served = true;
    this.failures = 0;
  }

  /** Resolves when no process is left. */
  async close(): Promise<void> {
    this.closed = true;
    for (const process of [this.active, this.spare]) {
      if (!process) continue;
      this.leave(process);
      process.leave();
    }
    this.active = null;
    this.spare = null;
    const leaving = [...this.leaving];
    // Somebody waits for them.
    for (const process of leaving) process.hold(true);
    await Promise.all(leaving.map(({ gone }) => gone));
  }

  report(process: EngineProcess, report: Report): void {
    if (report.type === 'loaded' && process === this.active) this.open(process);
    if (report.type === 'loaded') this.warmSpare();
    if (report.type === 'failed') {
      this.failed(process, errorFrom(report.error));
      return;
    }
    this.listener.heard(process, report);
    // Only now is the call over that may have been timed.
    if (report.type === 'settled') this.warmSpare();
    if (report.type !== 'opened') return;
    const found = report.description.device?.id ?? this.device;
    // "auto" has chosen: whoever takes over must not choose otherwise.
    if (this.device === 'auto') this.device = found;
    if (process === this.active) this.serve();
  }

  died(process: EngineProcess, how: string): void {
    if (!process.isOpen && process.description === null) {
      const words = process.lastWords;
      const message = `A process of the guarded engine ended while it started (${how}).${words ? ` It said:\n${words}` : ''}`;
      this.failed(process, new WarpsmithError('engine-failed', message));
      return;
    }
    const wasIdle = process.calls.size === 0;
    this.listener.died(process, how);
    if (process === this.spare) this.spareFailed();
    if (process !== this.active) return;
    this.active = null;
    // One that ends with calls in flight ends because of one of them.
    if (!process.served && wasIdle) this.failures++;
    if (this.failures >= this.options.patience.starts) {
      const message = `The guarded engine's processes end again and again by themselves, the last with ${how}. \`warpsmith doctor\` looks for the reason.`;
      this.listener.unavailable(new WarpsmithError('engine-failed', message));
      return;
    }
    this.takeOver();
  }

  /** A process could not open its device. */
  failed(process: EngineProcess, error: Error): void {
    if (process.stage !== 'ended') {
      this.leave(process);
      process.end();
    }
    if (process === this.spare) {
      this.spareFailed();
      return;
    }
    if (process !== this.active) return;
    this.active = null;
    this.listener.lost(process);
    this.failures++;
    if (lasting.some((code) => hasCode(error, code)) || this.failures >= this.options.patience.starts) {
      this.listener.unavailable(error);
    } else this.takeOver();
  }

  private spareFailed(): void {
    this.spare = null;
    this.spareFailures++;
    // Where it cannot be had, as on a GPU whose memory is full, the next takeover tries again.
    if (this.spareFailures < this.options.patience.starts) setTimeout(() => this.startSpare(), 1000).unref();
  }

  private takeOver(): void {
    this.active = this.spare ?? new EngineProcess(this);
    this.spare = null;
    this.spareFailures = 0;
    this.active.hold(this.listener.isBusy());
    if (this.active.stage === 'waiting') this.open(this.active);
    if (this.active.isOpen) this.serve();
  }

  private serve(): void {
    this.listener.ready();
    setTimeout(() => this.startSpare(), spareDelayMs).unref();
  }

  private open(process: EngineProcess): void {
    process.open(this.device, null, this.options.traced, this.options.diskCacheBytes);
  }

  private startSpare(): void {
    const { active, spare, closed } = this;
    const wanted = this.options.spare ?? active?.description?.device?.kind === 'gpu';
    if (closed || spare || !wanted || !active?.isOpen) return;
    this.spare = new EngineProcess(this);
  }

  private leave(process: EngineProcess): void {
    this.leaving.add(process);
    void process.gone.then(() => this.leaving.delete(process));
  }
}
