/** One GPU as the rungs use it: the native device and what is made once for it. */
import { type DeviceLimits, limitsOf } from '../candidate/limits.js';
import { WarpsmithError } from '../errors.js';
import { driverVersion, openDriver } from '../native/open.js';
import type { Buffer, Command, DeviceFacts, Device as GpuDevice, Pin } from '../native/types.js';
import type { CompileService } from './compile/compile_service.js';
import { type Compiled, type Device, type ThreadStack, windowBytes } from './device.js';
import { partsOf } from './host_calls.js';
import { MemoryPool } from './memory_pool.js';
import { OwnKernels } from './own_kernels.js';
import { ownLaunch, pointer } from './own_launch.js';
import { KeptExpectations } from './trials/kept_expectations.js';
import type { Verdict } from './verdict.js';

/**
 * The L2 is cooled with a buffer of so many times its size: one pass over the same size can leave old lines behind. With
 * two, six kernels of 6 to 830 µs have the medians that they have with four, to 0.3%
 * (`bench/results/2026-11-23-cooling.json`).
 */
const coolingFactor = 2;

/**
 * Shares of the device's memory that are kept for the next verification: as spare memory, and for expected outputs.
 * Little enough for two processes, of which one takes over from the other.
 */
const spareShare = 1 / 16;
const expectationsShare = 1 / 8;

/** CU_LIMIT_STACK_SIZE as the driver sets it, which nothing here changes. */
const defaultStackBytes = 1024n;

function cubinOf({ cubin }: Compiled): Uint8Array {
  return cubin;
}

export class Gpu implements Device {
  readonly kind = 'gpu';
  readonly kernels: OwnKernels;
  readonly limits: DeviceLimits;
  /** Memory from one verification to the next. */
  readonly pool: MemoryPool;
  readonly expectations: KeptExpectations;
  private cooling: Promise<Buffer> | null = null;
  private stackPlace: Promise<ThreadStack> | null = null;
  private pinnedWindow: Promise<{ array: Uint8Array; pin: Pin }> | null = null;

  private constructor(
    readonly native: GpuDevice,
    readonly facts: DeviceFacts,
    readonly driver: string,
    compiler: CompileService,
  ) {
    this.kernels = new OwnKernels(native, compiler, architectureOf(facts), cubinOf);
    this.limits = limitsOf(facts);
    this.pool = new MemoryPool(native, facts.totalMemory * spareShare);
    this.expectations = new KeptExpectations(this, this.pool, facts.totalMemory * expectationsShare);
    this.pool.add(this.expectations);
  }

  /** Opens "cuda:N". Rejects with `no-device` or `bad-option`. */
  static async open(id: string, compiler: CompileService): Promise<Gpu> {
    const ordinal = /^cuda:(\d+)$/.exec(id)?.[1];
    if (ordinal === undefined) {
      throw new WarpsmithError(
        'bad-option',
        `Expected a device such as "cuda:0", "sim", "auto" or "none" but found "${id}".`,
      );
    }
    const driver = await openDriver();
    const device = await driver.openDevice(Number(ordinal));
    return new Gpu(device, driver.facts(Number(ordinal)), driverVersion(), compiler);
  }

  get id(): string {
    return `cuda:${this.facts.ordinal}`;
  }

  get name(): string {
    return this.facts.name;
  }

  get multiprocessors(): number {
    return this.facts.multiprocessors;
  }

  get lost(): string | null {
    return this.native.lost;
  }

  get record(): NonNullable<Verdict['device']> {
    const { computeMajor, computeMinor } = this.facts;
    return { id: this.id, name: this.name, driver: this.driver, computeCapability: `${computeMajor}.${computeMinor}` };
  }

  get architecture(): string {
    return architectureOf(this.facts);
  }

  imageOf(compiled: Compiled): Uint8Array {
    return cubinOf(compiled);
  }

  async freeBytes(): Promise<number> {
    const { free } = await this.native.memory();
    return free + this.pool.bytes;
  }

  assemble(ptx: string): Promise<Uint8Array> {
    return this.native.assemble(ptx);
  }

  /** Resolves with the milliseconds of each timed command. The deadline is that of each batch between the host's calls. */
  async run(commands: Command[], deadlineMs: number): Promise<number[]> {
    const elapsed: number[] = [];
    for (const part of partsOf(commands)) {
      elapsed.push(...(await this.native.run({ commands: part.commands, deadlineMs, hold: false })));
      await part.then?.();
    }
    return elapsed;
  }

  /** Like `run`, but nothing starts before everything is enqueued, so that gaps between launches are not timed. */
  runHeld(commands: Command[], deadlineMs: number): Promise<number[]> {
    return this.native.run({ commands, deadlineMs, hold: true });
  }

  /** As the native device's: batches that take turns, each held back if that is asked for. */
  repeat(options: Parameters<GpuDevice['repeat']>[0]): Promise<number[]> {
    return this.native.repeat(options);
  }

  /** Writes a 32-bit word while a batch runs. */
  poke(buffer: Buffer, offset: number, value: number): Promise<void> {
    return this.native.poke({ buffer, offset, value });
  }

  /** Memory for cooling the L2, zeroed. */
  coolingBuffer(): Promise<Buffer> {
    this.cooling ??= this.makeCoolingBuffer().catch((error: unknown) => {
      this.cooling = null;
      throw error;
    });
    return this.cooling;
  }

  /** Gives it back until it is asked for again; no commands with it may be run any more. */
  async dropCoolingBuffer(): Promise<void> {
    const buffer = await this.cooling;
    this.cooling = null;
    buffer?.free();
  }

  stack(): Promise<ThreadStack> {
    this.stackPlace ??= this.findStack();
    return this.stackPlace;
  }

  /** Page-locked. */
  window(): Promise<Uint8Array> {
    this.pinnedWindow ??= this.makeWindow();
    return this.pinnedWindow.then(({ array }) => array);
  }

  private async findStack(): Promise<ThreadStack> {
    const { stackEnd } = await this.kernels.plain();
    const buffer = await this.native.allocate({ bytes: 8 });
    const found = new BigUint64Array(new SharedArrayBuffer(8));
    await this.run(
      [
        { op: 'launch', ...ownLaunch(stackEnd, 1, [pointer(buffer)]) },
        { op: 'download', buffer, offset: 0, array: found },
      ],
      10_000,
    );
    buffer.free();
    return { end: found[0] ?? 0n, bytes: defaultStackBytes };
  }

  private async makeCoolingBuffer(): Promise<Buffer> {
    const bytes = coolingFactor * Math.max(this.facts.l2Bytes, 1 << 20);
    const buffer = await this.pool.take(bytes, false);
    await this.run([{ op: 'set', buffer, offset: 0, bytes, value: 0 }], 10_000);
    return buffer;
  }

  /** The pin is kept with the array: were it collected, copies to the window would wait for the stream. */
  private async makeWindow(): Promise<{ array: Uint8Array; pin: Pin }> {
    const array = new Uint8Array(new SharedArrayBuffer(windowBytes));
    return { array, pin: await this.native.pin(array) };
  }
}

/** Compute capability 9.0 and later have instructions that only the "a" target offers (wgmma, setmaxnreg). */
export function architectureOf(facts: { computeMajor: number; computeMinor: number } | null): string {
  if (!facts) return 'sm_90a';
  const suffix = facts.computeMajor >= 9 ? 'a' : '';
  return `sm_${facts.computeMajor}${facts.computeMinor}${suffix}`;
}
