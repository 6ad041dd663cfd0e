/** From a source that nobody has seen to its first result on the host, without the ladder: compile, load, launch, copy. */
import { type Tensor, contractOfTensors, createTensor } from '../lib/problem/tensor.js';
import type { Contract } from '../lib/problem/contract.js';
import type { Buffer, TypedArray } from '../lib/native/types.js';
import { Allocations } from '../lib/verify/allocations.js';
import type { Engine } from '../lib/verify/engine.js';
import { bindPlan, loadCode } from '../lib/verify/load_plan.js';
import { compile } from './safe_prepare.js';

/** A kernel that nobody has seen: out[i] = factor * x[i] + y[i]. */
export interface FreshSource {
  /** With a header, which for others is a comment. */
  code: string;
  kernel: string;
  /** Whole and small, so that results are exact. */
  factor: number;
}

/** `number` tells the sources of a process apart, `id` processes. */
export function freshSource(id: string, number: number): FreshSource {
  const kernel = `axpy_${id}_${number}`;
  const factor = 1 + (number % 10_000);
  const code = `/*---
launch:
  - { kernel: ${kernel}, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, out, N] }
---*/
extern "C" __global__ void ${kernel}(const float* x, const float* y, float* out, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) out[i] = ${factor}.0f * x[i] + y[i];
}
`;
  return { code, kernel, factor };
}

interface Lane {
  out: Buffer;
  result: TypedArray;
}

const deadlineMs = 10_000;

/** Inputs on the device, and places for as many results as are under way at once. */
export class FirstResults {
  private constructor(
    private readonly engine: Engine,
    private readonly contract: Contract,
    private readonly inputs: ReadonlyMap<string, Buffer>,
    private readonly lanes: readonly Lane[],
    private readonly allocations: Allocations,
  ) {}

  /** x[i] = i and y[i] = 1. Rejects without a device. */
  static async open(engine: Engine, elements: number, laneCount: number): Promise<FirstResults> {
    const { device } = engine;
    if (!device) throw new Error(engine.unavailable ?? 'There is no device.');
    const tensor = (): Tensor => createTensor('f32', [elements]);
    const [x, y] = [tensor(), tensor()];
    for (let i = 0; i < elements; i++) [x.data[i], y.data[i]] = [i, 1];
    const tensors = { inputs: { x, y }, outputs: { out: tensor() }, dims: { N: elements } };
    const allocations = new Allocations(device.native);
    const inputs = new Map<string, Buffer>();
    for (const [name, { data }] of Object.entries(tensors.inputs)) {
      const buffer = await allocations.buffer(data.byteLength);
      await device.run([{ op: 'upload', buffer, offset: 0, array: data as TypedArray }], deadlineMs);
      inputs.set(name, buffer);
    }
    const lanes: Lane[] = [];
    for (let i = 0; i < laneCount; i++) {
      const { data } = tensor();
      lanes.push({ out: await allocations.buffer(data.byteLength), result: data });
    }
    return new FirstResults(engine, contractOfTensors(tensors), inputs, lanes, allocations);
  }

  /** Milliseconds from the text to the result. Rejects when the result is wrong. */
  async one(source: FreshSource, laneNumber = 0): Promise<number> {
    const { engine, contract, inputs } = this;
    const { device } = engine;
    const lane = this.lanes[laneNumber];
    if (!device || !lane) throw new Error(`Expected a device and a lane ${laneNumber}.`);
    const started = performance.now();
    const candidate = await compile(engine, source.code, contract);
    const allocations = new Allocations(device.native);
    try {
      const loading = await loadCode(device, candidate, allocations);
      if ('problems' in loading) throw new Error(`The plan does not fit: ${JSON.stringify(loading.problems)}`);
      const places = { inputs, outputs: new Map([['out', lane.out]]), workspaces: new Map<string, Buffer>() };
      const { launches } = await bindPlan(device, candidate, loading.code, places, 0);
      await device.run(
        [
          ...launches.map((launch) => ({ op: 'launch' as const, ...launch })),
          { op: 'download', buffer: lane.out, offset: 0, array: lane.result },
        ],
        deadlineMs,
      );
    } finally {
      allocations.release();
    }
    const ms = performance.now() - started;
    const last = lane.result.length - 1;
    const expected = source.factor * last + 1;
    if (Number(lane.result[0]) !== 1 || Number(lane.result[last]) !== expected) {
      throw new Error(
        `Expected 1 and ${expected} of ${source.kernel} but found ${lane.result[0]}, ${lane.result[last]}.`,
      );
    }
    return ms;
  }

  /** Seconds for all, with so many under way at once; at most as many as there are lanes. */
  async many(sources: readonly FreshSource[], atOnce: number): Promise<number> {
    const queue = sources.values();
    const started = performance.now();
    await Promise.all(
      Array.from({ length: atOnce }, async (_, lane) => {
        for (const source of queue) await this.one(source, lane);
      }),
    );
    return (performance.now() - started) / 1000;
  }

  close(): void {
    this.allocations.release();
  }
}
