/** What verifying needs and is made once: the compiler, the device, and the order of those who use it. */
import { availableParallelism } from 'node:os';
import { type DeviceLimits, limitsOf } from '../candidate/limits.js';
import { WarpsmithError, hasCode, messageOf } from '../errors.js';
import type { GuardedEngine } from '../guard/guarded_engine.js';
import { openCompiler } from '../native/open.js';
import type { DeviceFacts } from '../native/types.js';
import { CompileService } from './compile/compile_service.js';
import { compilerIdentity } from './compile/compiler_identity.js';
import { simulatorId } from './device.js';
import { DiskCache } from './disk_cache/disk_cache.js';
import { Gpu, architectureOf } from './gpu.js';
import type { Isolation } from './isolation.js';
import { Simulator } from './simulator.js';
import { type TurnListener, Turns } from './turns.js';
import type { Verdict } from './verdict.js';

export interface EngineOptions {
  /**
   * "auto" takes the first GPU and without one the simulator, "cuda:N" insists on that GPU, "sim" is the simulator,
   * "none" compiles only.
   * Default "auto".
   */
  device?: string;
  /** Default "none". */
  isolation?: Isolation;
  /**
   * Whether a guarded engine keeps a spare process; by default on a GPU. Without one a process is started when it is
   * needed, which takes about a second.
   */
  spare?: boolean;
  /**
   * Most bytes on disk of what was compiled, by all processes together; 0 for none. By default
   * `$WARPSMITH_DISK_CACHE_MIB`, else 1 GiB.
   */
  diskCacheBytes?: number;
}

/** A device by its names. */
export interface DeviceIdentity {
  readonly kind: 'gpu' | 'simulator';
  /** "cuda:N" or "sim". */
  readonly id: string;
  readonly name: string;
  /** As verdicts name it. */
  readonly record: NonNullable<Verdict['device']>;
}

/** From so many on, one works on headers for some seconds. */
const sparedCores = 4;

/** What both kinds of engine tell of themselves. */
export interface EngineView {
  readonly isolation: Isolation;
  /** Null with the device "none". */
  readonly device: DeviceIdentity | null;
  /** The device when it is a GPU. */
  readonly gpu: (DeviceIdentity & { facts: DeviceFacts; driver: string }) | null;
  /** The device when it is the simulator. */
  readonly simulator: DeviceIdentity | null;
  /** Why there is no GPU; null when there is one, or when the simulator was asked for. */
  readonly unavailable: string | null;
  /** As NVRTC names it, such as "sm_90a". */
  readonly architecture: string;
  readonly compiler: { readonly version: string; optionsFor(architecture: string): string[] };
  /**
   * Compiles the usual headers for themselves in the background, for those who will compile many sources; with few cores
   * none is spared for that.
   */
  prepareHeaders(): void;
  /** Gives back what the engine holds, and sees to it that what was compiled is kept. */
  close(): Promise<void>;
}

/** What verdicts run on: made with `Engine.open()`. */
export type AnyEngine = Engine | GuardedEngine;

/** What `assertUsable` throws has this detail: the device was lost before the call had done anything to it. */
export const lostBefore = 'LOST_BEFORE';

/** The engine in this process. */
export class Engine implements EngineView {
  readonly isolation = 'none';

  private constructor(
    readonly compiler: CompileService,
    readonly device: Gpu | Simulator | null,
    readonly unavailable: string | null,
    private readonly turns = new Turns(),
    private readonly listener: TurnListener | null = null,
  ) {}

  /** Rejects with `no-compiler`, with `no-device` when a GPU was insisted on, with `engine-failed` when guarded, with `bad-option`. */
  static open(options?: EngineOptions & { isolation?: 'none' }): Promise<Engine>;
  static open(options: EngineOptions & { isolation: 'guarded' }): Promise<GuardedEngine>;
  static open(options?: EngineOptions): Promise<AnyEngine>;
  static async open({ device = 'auto', isolation = 'none', ...more }: EngineOptions = {}): Promise<AnyEngine> {
    if (isolation === 'none') return Engine.openHere(device, more.diskCacheBytes);
    // Loaded when it is asked for: it stands on this file.
    const { GuardedEngine } = await import('../guard/guarded_engine.js');
    return GuardedEngine.open({ device, ...more });
  }

  private static async openHere(device: string, diskCacheBytes: number | undefined): Promise<Engine> {
    const cache = DiskCache.open(diskCacheBytes);
    const { compiler, place } = await openCompiler();
    const identity = cache.isOn ? compilerIdentity(compiler.version, place) : Promise.resolve(null);
    const service = new CompileService(compiler, { cache, identity });
    if (device === 'none') return new Engine(service, null, 'The device "none" was chosen.');
    if (device === simulatorId) return new Engine(service, Simulator.open(service), null);
    try {
      return new Engine(service, await Gpu.open(device === 'auto' ? 'cuda:0' : device, service), null);
    } catch (error) {
      if (device !== 'auto' || !hasCode(error, 'no-device')) throw error;
      return new Engine(service, Simulator.open(service), messageOf(error));
    }
  }

  get gpu(): Gpu | null {
    return this.device?.kind === 'gpu' ? this.device : null;
  }

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
    this.listener?.waits();
    return this.turns.take(async () => {
      await this.listener?.begins();
      return work();
    });
  }

  /** The same engine for one call, whose turns the listener hears of. */
  heardBy(listener: TurnListener): Engine {
    return new Engine(this.compiler, this.device, this.unavailable, this.turns, listener);
  }

  /** Throws `device-lost` when an earlier fault took the GPU from this process. */
  assertUsable(): void {
    const lost = this.device?.lost;
    if (lost) {
      throw new WarpsmithError(
        'device-lost',
        `This process lost the GPU to an earlier fault, and the driver refuses all further work to it: ${lost} ` +
          `Start a new process. An engine opened with \`isolation: 'guarded'\` goes on by itself.`,
        { detail: lostBefore },
      );
    }
  }

  prepareHeaders(): void {
    if (availableParallelism() < sparedCores) return;
    this.compiler.prepare(this.architecture).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.compiler.flush();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

const shared = new Map<string, Promise<AnyEngine>>();

/** The engine that calls without one of their own share, one per device and isolation. */
export function sharedEngine({ device = 'auto', isolation = 'none' }: EngineOptions = {}): Promise<AnyEngine> {
  const key = `${isolation} ${device}`;
  let engine = shared.get(key);
  if (!engine) {
    engine = Engine.open({ device, isolation });
    shared.set(key, engine);
    // A failed start is tried again by the next call: NVRTC may be installed by then.
    engine.catch(() => shared.delete(key));
  }
  return engine;
}
