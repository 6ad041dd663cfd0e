import assert from 'node:assert/strict';
import type { Buffer, DeviceFacts, SimulatedCounters } from '../../../lib/native/types.js';
import { Engine } from '../../../lib/verify/engine.js';
import type { Simulator } from '../../../lib/verify/simulator.js';
import {
  type Measured,
  arithmeticKernel,
  arithmeticKernels,
  l2Kernel,
  memoryKernel,
} from '../../../lib/verify/roofline/measured_kernels.js';
import { sampleFacts } from '../sample_facts.js';

/** A small Hopper, so that the simulator is soon done. */
const facts: DeviceFacts = { ...sampleFacts, multiprocessors: 1, l2Bytes: 1 << 20 };
const bytes = 1 << 20;

/** Counters are by thread, and a multiply-add is two operations. */
const multiplyAdd = 2;
const warp = 32;
const wgmma: Record<string, number> = { f16: 16, bf16: 16, tf32: 8, i8: 32 };

describe('the kernels that ceilings are measured with', () => {
  let engine: Engine;
  let simulator: Simulator;
  let kernelOf: Awaited<ReturnType<Simulator['kernels']['ceilings']>>;
  let from: Buffer;
  let to: Buffer;

  before(async () => {
    engine = await Engine.open({ device: 'sim' });
    assert(engine.simulator);
    simulator = engine.simulator;
    kernelOf = await simulator.kernels.ceilings();
    from = await simulator.native.allocate({ bytes });
    to = await simulator.native.allocate({ bytes });
    await simulator.run([{ op: 'set', buffer: from, offset: 0, bytes, value: 0x35 }], 10_000);
  });
  after(() => {
    from.free();
    to.free();
  });

  /** Runs it under guard: it may touch the two buffers and nothing else. */
  async function counted(measured: Measured, rounds: number): Promise<SimulatedCounters> {
    const guard = [from, to].map((buffer, i) => ({ name: `buffer ${i}`, buffer, writable: true }));
    const { findings, launches } = await simulator.run([{ op: 'launch', ...measured.launch(rounds), guard }], 60_000);
    assert.deepEqual(findings, []);
    return launches[0]!.counters;
  }

  it('read as many bytes as they say, in every round', async () => {
    const kernel = memoryKernel('readRounds', await kernelOf('readRounds'), facts, { from, to, bytes });
    for (const rounds of [1, 3]) {
      const { globalLoadBytes, globalStoreBytes } = await counted(kernel, rounds);
      assert.equal(kernel.amount(rounds), rounds * bytes);
      assert.deepEqual([globalLoadBytes, globalStoreBytes], [rounds * bytes, 0]);
    }
  });

  it('write as many', async () => {
    const kernel = memoryKernel('writeAll', await kernelOf('writeAll'), facts, { from, to, bytes });
    const { globalLoadBytes, globalStoreBytes } = await counted(kernel, 1);
    assert.deepEqual([globalLoadBytes, globalStoreBytes, kernel.amount(1)], [0, bytes, bytes]);
  });

  it('copy as many, which counts twice', async () => {
    const kernel = memoryKernel('copyAll', await kernelOf('copyAll'), facts, { from, to, bytes });
    const { globalLoadBytes, globalStoreBytes } = await counted(kernel, 1);
    assert.deepEqual([globalLoadBytes, globalStoreBytes, kernel.amount(1)], [bytes, bytes, 2 * bytes]);
  });

  it('read from the L2 again and again what is at most half of it', async () => {
    const kernel = l2Kernel(await kernelOf('readRounds'), facts, from);
    const { globalLoadBytes } = await counted(kernel, 4);
    assert.equal(globalLoadBytes, kernel.amount(4));
    assert.ok(kernel.amount(1) <= facts.l2Bytes / 2);
  });

  it('have a kernel for every kind of arithmetic on Hopper', () => {
    const units = new Set(arithmeticKernels(facts).map(({ unit }) => unit));
    assert.deepEqual([...units].sort(), ['bf16', 'f16', 'f32', 'f64', 'i8', 'tf32']);
  });

  it('have none for what a device lacks, or reaches with instructions that are not used here', () => {
    const unitsAt = (computeMajor: number): string[] =>
      [...new Set(arithmeticKernels({ ...facts, computeMajor }).map(({ unit }) => unit))].sort();
    assert.deepEqual(unitsAt(7), ['f32', 'f64']);
    assert.deepEqual(unitsAt(8), ['bf16', 'f16', 'f32', 'f64', 'i8', 'tf32']);
    assert.deepEqual(unitsAt(10), ['f32', 'f64']);
  });

  for (const [name, counter] of [
    ['f32Rounds', 'float32'],
    ['f64VectorRounds', 'float64'],
  ] as const) {
    it(`do as many multiply-adds as they say: ${name}`, async () => {
      const unit = counter === 'float32' ? 'f32' : 'f64';
      const kernel = arithmeticKernel({ name, unit }, await kernelOf(name), facts, to);
      const [one, two] = [await counted(kernel, 1), await counted(kernel, 2)];
      assert.equal((two[counter] - one[counter]) * multiplyAdd, kernel.amount(1));
    });
  }

  for (const [unit, depth] of Object.entries(wgmma)) {
    it(`do as many products as they say: ${unit}`, async () => {
      const kind = arithmeticKernels(facts).find((kernel) => kernel.unit === unit)!;
      const kernel = arithmeticKernel(kind, await kernelOf(kind.name), facts, to);
      const [one, two] = [await counted(kernel, 1), await counted(kernel, 2)];
      // Four warps issue a warp group's product together.
      const products = ((two.matrix - one.matrix) / (4 * warp)) * 2 * 64 * 128 * depth;
      assert.equal(products, kernel.amount(1));
    });
  }

  it('do as many products as they say: f64', async () => {
    const kind = { name: 'f64Rounds', unit: 'f64' as const };
    const kernel = arithmeticKernel(kind, await kernelOf(kind.name), facts, to);
    const [one, two] = [await counted(kernel, 1), await counted(kernel, 2)];
    assert.equal(((two.matrix - one.matrix) / warp) * 2 * 16 * 8 * 8, kernel.amount(1));
  });
});
