/** What verifying needs and is made once: the compiler, the device, and the order of those who use it. */
import { type DeviceLimits, limitsOf } from '../candidate/limits.js';
import { WarpsmithError, hasCode, messageOf } from '../errors.js';
import { openCompiler } from '../native/open.js';
import { CompileService } from './compile.js';
import { simulatorId } from './device.js';
import { Gpu, architectureOf } from './gpu.js';
import { Simulator } from './simulator.js';

export interface EngineOptions {
  /**
   * "auto" takes the first GPU and without one the simulator, "cuda:N" insists on that GPU, "sim" is the simulator,
   * "none" compiles only.
   * Default "auto".
   */
  device?: string;
}

export class Engine {
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly compiler: CompileService,
    /** Null with the device "none". */
    readonly device: Gpu | Simulator | null,
    /** Why there is no GPU; null when there is one, or when the simulator was asked for. */
    readonly unavailable: string | null,
  ) {}

  /** Rejects with `no-compiler`, and with `no-device` when a GPU was insisted on. */
  static async open({ device = 'auto' }: EngineOptions = {}): Promise<Engine> {
    const { compiler, place } = await openCompiler();
    const service = new CompileService(compiler, place);
    if (device === 'none') return new Engine(service, null, 'The device "none" was chosen.');
    if (device === simulatorId) return new Engine(service, Simulator.open(service), null);
    try {
      return new Engine(service, await Gpu.open(device === 'auto' ? 'cuda:0' : device, service), null);
    } catch (error) {
      if (device !== 'auto' || !hasCode(error, 'no-device')) throw error;
      return new Engine(service, Simulator.open(service), messageOf(error));
    }
  }

  /** The device when it is a GPU. */
  get gpu(): Gpu | null {
    return this.device?.kind === 'gpu' ? this.device : null;
  }

  /** The device when it is the simulator. */
  get simulator(): Simulator | null {
    return this.device?.kind === 'simulator' ? this.device : null;
  }

  get architecture(): string {
    return this.device?.architecture ?? architectureOf(null);
  }

  get limits(): DeviceLimits {
    return this.device?.limits ?? limitsOf(null);
  }

  /** Runs `work` when all that came before is done: timing needs its GPU alone. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Throws `device-lost` when an earlier fault took the GPU from this process. */
  assertUsable(): void {
    const lost = this.device?.lost;
    if (lost) {
      throw new WarpsmithError(
        'device-lost',
        `This process lost the GPU to an earlier fault, and the driver refuses all further work to it: ${lost} ` +
          `Start a new process.`,
      );
    }
  }
}

const shared = new Map<string, Promise<Engine>>();

/** The engine that calls without one of their own share, one per device. */
export function sharedEngine(device = 'auto'): Promise<Engine> {
  let engine = shared.get(device);
  if (!engine) {
    engine = Engine.open({ device });
    shared.set(device, engine);
    // A failed start is tried again by the next call: NVRTC may be installed by then.
    engine.catch(() => shared.delete(device));
  }
  return engine;
}
