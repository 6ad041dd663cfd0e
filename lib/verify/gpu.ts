/** One GPU as the rungs use it: the native device and what is made once for it. */
import { type DeviceLimits, limitsOf } from '../candidate/limits.js';
import { WarpsmithError } from '../errors.js';
import { driverVersion, openDriver } from '../native/open.js';
import type { Buffer, Command, Device, DeviceFacts, Pin } from '../native/types.js';
import type { CompileService } from './compile.js';
import { OwnKernels } from './own_kernels.js';

/** Bytes of the page-locked window through which the host looks at mismatching regions. */
export const windowBytes = 1 << 20;

/** The L2 is cooled by reading this many times its size: one pass over the same size can leave old lines behind. */
const coolingFactor = 4;

export class Gpu {
  readonly kernels: OwnKernels;
  readonly limits: DeviceLimits;
  private cooling: Promise<Buffer> | null = null;
  private pinnedWindow: Promise<{ array: Uint8Array; pin: Pin }> | null = null;

  private constructor(
    readonly device: Device,
    readonly facts: DeviceFacts,
    readonly driver: string,
    compiler: CompileService,
  ) {
    this.kernels = new OwnKernels(device, compiler, architectureOf(facts));
    this.limits = limitsOf(facts);
  }

  /** Opens "cuda:N". Rejects with `no-device` or `bad-option`. */
  static async open(id: string, compiler: CompileService): Promise<Gpu> {
    const ordinal = /^cuda:(\d+)$/.exec(id)?.[1];
    if (ordinal === undefined) {
      throw new WarpsmithError('bad-option', `Expected a device such as "cuda:0", "auto" or "none" but found "${id}".`);
    }
    const driver = await openDriver();
    const device = await driver.openDevice(Number(ordinal));
    return new Gpu(device, driver.facts(Number(ordinal)), driverVersion(), compiler);
  }

  get id(): string {
    return `cuda:${this.facts.ordinal}`;
  }

  get computeCapability(): string {
    return `${this.facts.computeMajor}.${this.facts.computeMinor}`;
  }

  get architecture(): string {
    return architectureOf(this.facts);
  }

  run(commands: Command[], deadlineMs: number): Promise<number[]> {
    return this.device.run({ commands, deadlineMs, hold: false });
  }

  /** Like `run`, but nothing starts before everything is enqueued, so that gaps between launches are not timed. */
  runHeld(commands: Command[], deadlineMs: number): Promise<number[]> {
    return this.device.run({ commands, deadlineMs, hold: true });
  }

  /** Memory for cooling the L2, zeroed. */
  coolingBuffer(): Promise<Buffer> {
    this.cooling ??= this.makeCoolingBuffer();
    return this.cooling;
  }

  /** A page-locked array over shared memory. */
  window(): Promise<Uint8Array> {
    this.pinnedWindow ??= this.makeWindow();
    return this.pinnedWindow.then(({ array }) => array);
  }

  private async makeCoolingBuffer(): Promise<Buffer> {
    const bytes = coolingFactor * Math.max(this.facts.l2Bytes, 1 << 20);
    const buffer = await this.device.allocate({ bytes });
    await this.run([{ op: 'set', buffer, offset: 0, bytes, value: 0 }], 10_000);
    return buffer;
  }

  /** The pin is kept with the array: were it collected, copies to the window would wait for the stream. */
  private async makeWindow(): Promise<{ array: Uint8Array; pin: Pin }> {
    const array = new Uint8Array(new SharedArrayBuffer(windowBytes));
    return { array, pin: await this.device.pin(array) };
  }
}

/** Compute capability 9.0 and later have instructions that only the "a" target offers (wgmma, setmaxnreg). */
export function architectureOf(facts: { computeMajor: number; computeMinor: number } | null): string {
  if (!facts) return 'sm_90a';
  const suffix = facts.computeMajor >= 9 ? 'a' : '';
  return `sm_${facts.computeMajor}${facts.computeMinor}${suffix}`;
}
