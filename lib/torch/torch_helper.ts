/** PyTorch in a process beside this one: describes modules, runs them on memory that both see, and is started again when it is lost. */
import { WarpsmithError, throwIfAborted } from '../errors.js';
import { HelperProcess, type StartOptions } from './helper_process.js';
import { moduleError } from './module_error.js';
import type { Does, Fields, Ok, Ready } from './protocol.js';

export interface AskOptions {
  /** After which the helper is ended, `usualAnswerMs` when left out: a module that hangs can't be stopped otherwise. */
  timeoutMs?: number | undefined;
  /** Fired while the request is under way, it ends the helper as well. */
  signal?: AbortSignal | undefined;
}

interface Loaded {
  process: HelperProcess;
  /** The process's own number for it. */
  number: number;
  file: string;
}

/** Long enough for a file that draws gigabytes on a slow CPU. */
export const usualAnswerMs = 600_000;

/**
 * Requests are sent one after the other. They reject with `bad-module` when the user's module is at fault, with
 * `device-out-of-memory`, with `torch-failed` when the helper was lost or did not understand, with `no-torch` when a fresh
 * one could not be started, and with `aborted`. While nothing is asked it keeps nobody alive.
 */
export class TorchHelper {
  private lastModel = 0;
  private readonly models = new Map<number, Loaded>();
  private queue: Promise<unknown> = Promise.resolve();
  private readonly closing = new AbortController();
  /** Processes so far. With a new one, models have to be loaded again. */
  generation = 1;

  private constructor(
    private process: HelperProcess,
    private readonly options: StartOptions,
  ) {}

  /** Rejects with `no-torch` when no Python with PyTorch answers in time, and with `aborted`. */
  static async start(options: StartOptions = {}): Promise<TorchHelper> {
    const process = await HelperProcess.start(options);
    // The signal is the start's; later starts belong to the requests that need them.
    return new TorchHelper(process, { ...options, signal: undefined });
  }

  get ready(): Ready {
    return this.process.ready;
  }

  get alive(): boolean {
    return this.process.alive;
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** Whether a model can still be asked for: not after it was unloaded, nor when its process is gone. */
  isLoaded(model: number): boolean {
    return this.models.get(model)?.process.alive ?? false;
  }

  describe(fields: Fields<'describe'>, options?: AskOptions): Promise<Ok<'describe'>> {
    return this.inTurn(options, (signal) => this.ask('describe', fields, fields.file, options, signal));
  }

  reduce(fields: Fields<'reduce'>, options?: AskOptions): Promise<Ok<'reduce'>> {
    return this.inTurn(options, (signal) => this.ask('reduce', fields, fields.file, options, signal));
  }

  /** `model` is a number that no other model of this helper gets, in whatever process. */
  load(fields: Fields<'load'>, options?: AskOptions): Promise<Ok<'load'>> {
    return this.inTurn(options, async (signal) => {
      const { model: number, bytes } = await this.ask('load', fields, fields.file, options, signal);
      const model = ++this.lastModel;
      this.models.set(model, { process: this.process, number, file: fields.file });
      return { model, bytes };
    });
  }

  forward(fields: Fields<'forward'>, options?: AskOptions): Promise<Ok<'forward'>> {
    return this.inTurn(options, (signal) => {
      const { number: model, file } = this.loaded(fields.model);
      return this.ask('forward', { ...fields, model }, file, options, signal);
    });
  }

  make(fields: Fields<'make'>, options?: AskOptions): Promise<Ok<'make'>> {
    return this.inTurn(options, (signal) => {
      const { number: model, file } = this.loaded(fields.model);
      return this.ask('make', { ...fields, model }, file, options, signal);
    });
  }

  /** A module of its own, whose memory is given back afterwards. */
  time(fields: Fields<'time'>, options?: AskOptions): Promise<Ok<'time'>> {
    return this.inTurn(options, (signal) => this.ask('time', fields, fields.file, options, signal));
  }

  /** What is gone with its process counts as unloaded. */
  unload(fields: Fields<'unload'>, options?: AskOptions): Promise<Ok<'unload'>> {
    return this.inTurn(options, async (signal) => {
      const known = this.models.get(fields.model);
      this.models.delete(fields.model);
      if (!known?.process.alive) return { bytes: 0 };
      return this.ask('unload', { model: known.number }, known.file, options, signal);
    });
  }

  forget(fields: Fields<'forget'>, options?: AskOptions): Promise<Ok<'forget'>> {
    return this.inTurn(options, (signal) => this.ask('forget', fields, null, options, signal));
  }

  /** Ends the process; what is asked and what waits rejects with `aborted`. Resolves when it is gone. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.process.stop();
    await this.queue;
  }

  private loaded(model: number): Loaded {
    const known = this.models.get(model);
    if (known?.process.alive) return known;
    const found = known ? `the process that had ${known.file} loaded is gone` : 'it is not loaded';
    throw new WarpsmithError('torch-failed', `Expected a loaded model but ${found} (number ${model}). Load it again.`);
  }

  /** Does the work when all that was asked before is done; one whose signal fires while it waits leaves at once. */
  private async inTurn<T>(options: AskOptions | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signals = [this.closing.signal, ...(options?.signal ? [options.signal] : [])];
    const signal = AbortSignal.any(signals);
    throwIfAborted(signal);
    let leave = (): void => undefined;
    const left = new Promise<never>((_, reject) => {
      leave = (): void => reject(new WarpsmithError('aborted', 'The work was stopped before it was finished.'));
    });
    signal.addEventListener('abort', leave, { once: true });
    const before = this.queue;
    const done = before.then(() => {
      throwIfAborted(signal);
      return work(signal);
    });
    this.queue = done.catch(() => undefined);
    try {
      await Promise.race([before, left]);
      return await done;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  private async ask<D extends Does>(
    what: D,
    fields: Fields<D>,
    file: string | null,
    options: AskOptions | undefined,
    signal: AbortSignal,
  ): Promise<Ok<D>> {
    if (!this.process.alive) {
      this.process = await HelperProcess.start({ ...this.options, signal });
      this.generation++;
    }
    const reply = await this.process.ask(what, fields, options?.timeoutMs ?? usualAnswerMs, signal);
    if ('failed' in reply) throw moduleError(what, file, reply.failed);
    return reply.ok;
  }
}
