/** What verifying needs and is made once: the compiler, the GPU when there is one, and the order of those who use it. */
import { type DeviceLimits, limitsOf } from '../candidate/limits.js';
import { WarpsmithError, hasCode, messageOf } from '../errors.js';
import { openCompiler } from '../native/open.js';
import { CompileService } from './compile.js';
import { Gpu, architectureOf } from './gpu.js';

export interface EngineOptions {
  /**
   * "auto" takes the first GPU and goes on without one, "cuda:N" insists on that GPU, "none" compiles only.
   * Default "auto".
   */
  device?: string;
}

export class Engine {
  private last: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly compiler: CompileService,
    readonly gpu: Gpu | null,
    /** Why there is no GPU. */
    readonly unavailable: string | null,
  ) {}

  /** Rejects with `no-compiler`, and with `no-device` when a GPU was insisted on. */
  static async open({ device = 'auto' }: EngineOptions = {}): Promise<Engine> {
    const { compiler, place } = await openCompiler();
    const service = new CompileService(compiler, place);
    if (device === 'none') return new Engine(service, null, 'The device "none" was chosen.');
    try {
      return new Engine(service, await Gpu.open(device === 'auto' ? 'cuda:0' : device, service), null);
    } catch (error) {
      if (device === 'auto' && hasCode(error, 'no-device')) return new Engine(service, null, messageOf(error));
      throw error;
    }
  }

  get architecture(): string {
    return architectureOf(this.gpu?.facts ?? null);
  }

  get limits(): DeviceLimits {
    return this.gpu?.limits ?? limitsOf(null);
  }

  /** Runs `work` when all that came before is done: timing needs its GPU alone. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.last.then(work, work);
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Throws `device-lost` when an earlier fault took the GPU from this process. */
  assertUsable(): void {
    const lost = this.gpu?.device.lost;
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
