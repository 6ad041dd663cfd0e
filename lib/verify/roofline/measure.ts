/** Measures what a device can do at best; about a second, with the device to itself. */
import type { Buffer } from '../../native/types.js';
import { eventOverheadMs, timeEmpty } from '../time/overhead.js';
import type { Gpu } from '../gpu.js';
import { type Ceilings, arithmeticNames } from './ceilings_schema.js';
import { type Measured, arithmeticKernel, arithmeticKernels, l2Kernel, memoryKernel } from './measured_kernels.js';

const deadlineMs = 10_000;
/** Long enough for the events' resolution not to count, short enough for no power limit to step in. */
const wantedMs = 0.5;
const tries = 10;
/** Milliseconds of work after which an idle GPU's clocks are up. */
const warmUpMs = 200;
const mostWarmUps = 1000;
const emptyRuns = 40;
const mostMemoryBytes = 2 ** 30;

/**
 * Rates are the best of several runs of half a millisecond each. Rejects with `device-out-of-memory` where there is no
 * room for two tensors of eight times the L2.
 */
export async function measureCeilings(gpu: Gpu): Promise<Ceilings> {
  const { facts } = gpu;
  const kernelOf = await gpu.kernels.ceilings();
  const { free } = await gpu.native.memory();
  const bytes = Math.max(8 * facts.l2Bytes, Math.min(mostMemoryBytes, free / 8));
  const buffers: Buffer[] = [];
  try {
    const from = await gpu.native.allocate({ bytes });
    buffers.push(from);
    const to = await gpu.native.allocate({ bytes });
    buffers.push(to);
    await gpu.run([{ op: 'set', buffer: from, offset: 0, bytes, value: 0x35 }], deadlineMs);
    const overheadMs = await eventOverheadMs(gpu);
    const timer = new Timer(gpu, overheadMs);
    await timer.warmUp(arithmeticKernel({ name: 'f32Rounds', unit: 'f32' }, await kernelOf('f32Rounds'), facts, to));
    const memory = async (kind: Parameters<typeof memoryKernel>[0]): Promise<number> =>
      timer.rateOnce(memoryKernel(kind, await kernelOf(kind), facts, { from, to, bytes }));
    const operationsPerSecond: Ceilings['operationsPerSecond'] = {
      ...(Object.fromEntries(arithmeticNames.map((name) => [name, null])) as Ceilings['operationsPerSecond']),
    };
    for (const kernel of arithmeticKernels(facts)) {
      const rate = await timer.rate(arithmeticKernel(kernel, await kernelOf(kernel.name), facts, to));
      operationsPerSecond[kernel.unit] = Math.max(rate, operationsPerSecond[kernel.unit] ?? 0);
    }
    const { emptyKernelMs } = await timeEmpty(gpu, emptyRuns);
    return {
      measured: new Date().toISOString(),
      readBytesPerSecond: await memory('readRounds'),
      writeBytesPerSecond: await memory('writeAll'),
      copyBytesPerSecond: await memory('copyAll'),
      l2BytesPerSecond: await timer.rate(l2Kernel(await kernelOf('readRounds'), facts, from)),
      launchMs: Math.max(0, emptyKernelMs - overheadMs),
      operationsPerSecond,
    };
  } finally {
    for (const buffer of buffers) buffer.free();
  }
}

class Timer {
  constructor(
    private readonly gpu: Gpu,
    private readonly overheadMs: number,
  ) {}

  /** Milliseconds of one run. */
  private async time(measured: Measured, rounds: number): Promise<number> {
    const launches = [measured.launch(rounds)];
    const [elapsed = Number.NaN] = await this.gpu.runHeld([{ op: 'timed', launches }], deadlineMs);
    // A clock that ticks slower than the launch takes must not make a rate infinite.
    return Math.max(elapsed - this.overheadMs, this.overheadMs);
  }

  async warmUp(measured: Measured): Promise<void> {
    const { rounds } = await this.calibrate(measured);
    let spentMs = 0;
    for (let i = 0; i < mostWarmUps && spentMs < warmUpMs; i++) spentMs += await this.time(measured, rounds);
  }

  /** Rounds for about `wantedMs`. */
  private async calibrate(measured: Measured): Promise<{ rounds: number }> {
    const first = 16;
    // The first run pays for what the driver prepares.
    await this.time(measured, first);
    const ms = await this.time(measured, first);
    return { rounds: Math.max(first, Math.ceil((first * wantedMs) / ms)) };
  }

  /** The best rate of several runs, per second. */
  async rate(measured: Measured): Promise<number> {
    const { rounds } = await this.calibrate(measured);
    return this.best(measured, rounds);
  }

  /** Of what is done once, however long that takes. */
  async rateOnce(measured: Measured): Promise<number> {
    await this.time(measured, 1);
    return this.best(measured, 1);
  }

  private async best(measured: Measured, rounds: number): Promise<number> {
    let least = Infinity;
    for (let i = 0; i < tries; i++) least = Math.min(least, await this.time(measured, rounds));
    return (measured.amount(rounds) / least) * 1000;
  }
}
