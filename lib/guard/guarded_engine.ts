/**
 * The engine in a process of its own, with a warm spare beside it. A candidate that takes the device from its process,
 * hangs or kills it gets a verdict that says so; the process is ended, the spare takes over, and all other candidates
 * are judged as if nothing had happened.
 */
import { WarpsmithError, throwIfAborted } from '../errors.js';
import type { DeviceFacts } from '../native/types.js';
import type { LoadedProblem } from '../problem/problem.js';
import type { NamedTensors } from '../problem/tensor.js';
import type { DeviceIdentity, EngineView } from '../verify/engine.js';
import type { SettledOptions, VerifyOptions } from '../verify/options.js';
import type { Verdict } from '../verify/verdict.js';
import { Call } from './call.js';
import { Dispatcher, type Traced } from './dispatcher.js';
import type { EngineDescription } from './messages.js';
import { type Patience, defaultPatience } from './patience.js';

export interface GuardedOptions {
  device: string;
  /** By default on a GPU. */
  spare?: boolean;
  diskCacheBytes?: number;
  patience?: Partial<Patience>;
  /** Hears, on a GPU, when work is handed to the device and when that is lost; nanoseconds of the monotonic clock. */
  onTrace?: (event: Traced) => void;
}

export class GuardedEngine implements EngineView {
  readonly isolation = 'guarded';
  private readonly dispatcher: Dispatcher;
  private description: EngineDescription | null = null;
  private closed = false;

  private constructor({ device, spare, diskCacheBytes, patience, onTrace }: GuardedOptions) {
    const traced = onTrace !== undefined;
    const pair = {
      device,
      spare: spare ?? null,
      diskCacheBytes,
      traced,
      patience: { ...defaultPatience, ...patience },
    };
    this.dispatcher = new Dispatcher(pair, this, (event) => onTrace?.(event));
  }

  /** Rejects like `Engine.open`, and with `engine-failed` when its processes end while they start. */
  static async open(options: GuardedOptions): Promise<GuardedEngine> {
    const engine = new GuardedEngine(options);
    try {
      engine.description = await engine.dispatcher.opened;
      return engine;
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  get device(): EngineDescription['device'] {
    return this.described.device;
  }

  get gpu(): (DeviceIdentity & { facts: DeviceFacts; driver: string }) | null {
    const { device } = this.described;
    return device?.facts ? { ...device, facts: device.facts } : null;
  }

  get simulator(): DeviceIdentity | null {
    return this.device?.kind === 'simulator' ? this.device : null;
  }

  get unavailable(): string | null {
    return this.described.unavailable;
  }

  get architecture(): string {
    return this.described.architecture;
  }

  get compiler(): EngineView['compiler'] {
    const { version, options } = this.described.compiler;
    return { version, optionsFor: () => options };
  }

  /** The ids of its processes, null where there is none; for tests and measurements. */
  get processes(): { active: number | null; spare: number | null; spareIsWarm: boolean } {
    const { active, spare } = this.dispatcher.pair;
    return { active: active?.pid ?? null, spare: spare?.pid ?? null, spareIsWarm: spare?.stage === 'warm' };
  }

  /** `verifyKernel` on this engine. */
  async verify(
    source: string,
    inputs: LoadedProblem | NamedTensors,
    options: VerifyOptions,
    settled: SettledOptions,
  ): Promise<Verdict> {
    throwIfAborted(options.signal);
    if (this.closed) throw new WarpsmithError('engine-failed', 'The engine was closed. Open another one.');
    const call = new Call({ source, inputs, options, settled });
    this.dispatcher.submit(call);
    return call.done;
  }

  /** In the process that serves now. */
  prepareHeaders(): void {
    this.dispatcher.pair.active?.send({ type: 'prepare-headers' });
  }

  /** Ends the processes; what is in flight or waits rejects with `aborted`. Resolves when they are gone. */
  async close(): Promise<void> {
    this.closed = true;
    await this.dispatcher.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private get described(): EngineDescription {
    if (!this.description) throw new Error('Expected the engine to be open.');
    return this.description;
  }
}
