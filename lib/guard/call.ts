/** One candidate that a guarded engine has to judge, and how far it has come. */
import { WarpsmithError } from '../errors.js';
import type { Contract } from '../problem/contract.js';
import type { LoadedProblem } from '../problem/problem.js';
import { type NamedTensors, contractOfTensors } from '../problem/tensor.js';
import type { SettledOptions, VerifyOptions } from '../verify/options.js';
import type { RungName, Verdict } from '../verify/verdict.js';
import type { PlainOptions, Progress } from './messages.js';

export interface CallSubject {
  source: string;
  inputs: LoadedProblem | NamedTensors;
  options: VerifyOptions;
  settled: SettledOptions;
}

let lastNumber = 0;

export class Call {
  readonly number = ++lastNumber;
  readonly contract: Contract;
  readonly done: Promise<Verdict>;
  private resolve: (verdict: Verdict) => void = () => undefined;
  private reject: (error: unknown) => void = () => undefined;
  /** Gives back what the call holds of its caller's. */
  private release = (): void => undefined;

  /** "waits": compiled, for the device. "runs": it has the device. */
  state: 'queued' | 'sent' | 'waits' | 'runs' = 'queued';
  isDone = false;
  rung: RungName = 'plan';
  trial: number | null = null;
  /** Milliseconds of the rungs before. */
  readonly passed = new Map<RungName, number>();
  readonly startedMs = performance.now();
  private rungMs = performance.now();
  /** Ticks of the watch since something was heard of it. */
  quietTicks = 0;
  /** It was in flight with others when its process died, so that nobody can tell which of them it was. */
  alone = false;
  /** It got the device while the process before had not ended yet and perhaps not given back its memory. */
  early = false;
  /** Memory of the device that it was last sent to; null when that is no GPU. */
  deviceBytes: number | null = null;
  /** It was too early once: it waits until the process before has ended. */
  patient = false;

  /** Throws `bad-tensor`. */
  constructor(readonly subject: CallSubject) {
    const { inputs } = subject;
    this.contract = 'problem' in inputs ? inputs.contract : contractOfTensors(inputs);
    this.done = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  /** `stop` is called when the caller's signal fires before the call is done. */
  onAbort(stop: () => void): void {
    const { signal } = this.subject.options;
    signal?.addEventListener('abort', stop, { once: true });
    this.release = (): void => signal?.removeEventListener('abort', stop);
  }

  /** What goes to the process; the seed is settled here, so that a call that has to move keeps it. */
  get plainOptions(): PlainOptions {
    const plain: VerifyOptions = { ...this.subject.options, seed: this.subject.settled.seed };
    for (const name of ['engine', 'device', 'isolation', 'signal', 'onProgress']) Reflect.deleteProperty(plain, name);
    return plain;
  }

  /** Bytes of its tensors on the device, the expected outputs with them; workspaces are not known here. */
  get bytes(): number {
    const { inputs, outputs } = this.contract;
    return [...inputs, ...outputs, ...outputs].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  sent(): void {
    this.state = 'sent';
    this.passed.clear();
    this.enter('plan', null);
  }

  waits(): void {
    this.enter(this.rung, this.trial);
    this.state = 'waits';
  }

  begins(): void {
    this.state = 'runs';
    // Waiting belongs to no rung.
    this.rungMs = performance.now();
    this.enter(this.subject.settled.recorded.safe ? 'safe' : 'correct', null);
  }

  /** Throws what the caller's listener throws. */
  progressed({ rung, trial, ...more }: Progress): void {
    this.enter(rung, trial ?? null);
    this.subject.options.onProgress?.({ rung, ...(trial === undefined ? {} : { trial }), ...more });
  }

  private enter(rung: RungName, trial: number | null): void {
    const now = performance.now();
    if (this.state !== 'sent' || rung !== 'plan') {
      this.passed.set(this.rung, (this.passed.get(this.rung) ?? 0) + now - this.rungMs);
    }
    this.rungMs = now;
    this.rung = rung;
    this.trial = trial;
    this.quietTicks = 0;
  }

  /** Milliseconds in the present rung. */
  get msInRung(): number {
    return performance.now() - this.rungMs;
  }

  get isAborted(): boolean {
    return this.subject.options.signal?.aborted ?? false;
  }

  succeed(verdict: Verdict): void {
    this.isDone = true;
    this.release();
    this.resolve(verdict);
  }

  fail(error: unknown): void {
    this.isDone = true;
    this.release();
    this.reject(error);
  }

  stopped(): void {
    this.fail(new WarpsmithError('aborted', 'The work was stopped before it was finished.'));
  }
}
