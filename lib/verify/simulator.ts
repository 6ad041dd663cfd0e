/** The simulator as the rungs use it: an H100's limits, PTX in place of cubins, findings in place of faults. */
import { availableParallelism, totalmem } from 'node:os';
import { type DeviceLimits, limitsOf } from '../candidate/limits.js';
import { addon } from '../native/load_addon.js';
import type { Command, SimulatedDevice, SimulatedRun } from '../native/types.js';
import { packageVersion } from '../package_root.js';
import type { CompileService } from './compile/compile_service.js';
import { type Compiled, type Device, simulatorId, windowBytes } from './device.js';
import { architectureOf } from './gpu.js';
import { OwnKernels } from './own_kernels.js';
import { partsOf } from './host_calls.js';
import type { Verdict } from './verdict.js';

/** Of an H100; own kernels make their grids by it. */
const multiprocessors = 132;

function textBytes({ ptx }: { ptx: string }): Uint8Array {
  return new TextEncoder().encode(ptx);
}

/** A worker for each core, and at most half the machine's memory for tensors. */
export function simulatorOptions(): { memoryBytes: number; workers: number } {
  return { memoryBytes: Math.floor(totalmem() / 2), workers: availableParallelism() };
}

export class Simulator implements Device {
  readonly kind = 'simulator';
  readonly id = simulatorId;
  readonly architecture = architectureOf(null);
  readonly name = `simulator (${this.architecture})`;
  readonly limits: DeviceLimits = limitsOf(null);
  readonly multiprocessors = multiprocessors;
  /** A fault is a finding: nothing takes the simulator from its process. */
  readonly lost = null;
  readonly pool = null;
  readonly kernels: OwnKernels;
  private readonly shared = new Uint8Array(new SharedArrayBuffer(windowBytes));

  private constructor(
    readonly native: SimulatedDevice,
    compiler: CompileService,
  ) {
    this.kernels = new OwnKernels(native, compiler, this.architecture, textBytes);
  }

  static open(compiler: CompileService): Simulator {
    return new Simulator(addon.openSimulator(simulatorOptions()), compiler);
  }

  get record(): NonNullable<Verdict['device']> {
    return { id: this.id, name: this.name, driver: `warpsmith ${packageVersion()}`, computeCapability: '9.0' };
  }

  imageOf(compiled: Compiled): Uint8Array {
    return textBytes(compiled);
  }

  async freeBytes(): Promise<number> {
    return (await this.native.memory()).free;
  }

  /** It takes PTX as it is. */
  assemble(ptx: string): Promise<Uint8Array> {
    return Promise.resolve(textBytes({ ptx }));
  }

  stack(): Promise<null> {
    return Promise.resolve(null);
  }

  window(): Promise<Uint8Array> {
    return Promise.resolve(this.shared);
  }

  /**
   * Rejects with `aborted` when the signal fires. Without a budget a loop may run until the deadline, which is that of each
   * batch between the host's calls; what finds something is the last batch.
   */
  async run(
    commands: Command[],
    deadlineMs: number,
    { signal, instructionBudget = Number.MAX_SAFE_INTEGER }: { signal?: AbortSignal; instructionBudget?: number } = {},
  ): Promise<SimulatedRun> {
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const stop = (): void => void Atomics.store(cancel, 0, 1);
    if (signal?.aborted) stop();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const whole: SimulatedRun = { findings: [], launches: [], output: '' };
      for (const part of partsOf(commands)) {
        // The native side takes whole milliseconds, options any number.
        const limits = { deadlineMs: Math.ceil(deadlineMs), instructionBudget };
        const run = await this.native.run({ commands: part.commands, ...limits, cancel });
        whole.findings.push(...run.findings);
        whole.launches.push(...run.launches);
        whole.output += run.output;
        if (run.findings.length > 0) break;
        await part.then?.();
      }
      return whole;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}
