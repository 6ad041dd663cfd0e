/** The corpus of instructions, with what an H100 made of them (`outputs/`), run again on the simulator. */
import assert from 'node:assert/strict';
import { addon } from '../../lib/native/load_addon.js';
import type { Dim3, SimulatedDevice } from '../../lib/native/types.js';
import {
  type InstructionKernel,
  compareOutputs,
  loadInstructionCorpus,
  notComparable,
} from './instructions/compare.js';

function dim3(sizes: readonly number[]): Dim3 {
  return [sizes[0] ?? 1, sizes[1] ?? 1, sizes[2] ?? 1];
}

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(Math.max(1, bytes.byteLength)));
  copy.set(bytes);
  return copy;
}

async function execute(device: SimulatedDevice, kernel: InstructionKernel): Promise<Uint8Array> {
  const module = await device.loadModule(new TextEncoder().encode(kernel.ptx));
  const input = await device.allocate({ bytes: Math.max(1, kernel.input.byteLength) });
  const output = await device.allocate({ bytes: kernel.outputBytes });
  const result = shared(new Uint8Array(kernel.outputBytes));
  await device.run({
    commands: [
      { op: 'upload', buffer: input, offset: 0, array: shared(kernel.input) },
      { op: 'set', buffer: output, offset: 0, bytes: kernel.outputBytes, value: kernel.outputFill },
      {
        op: 'launch',
        kernel: await module.kernel(kernel.entry),
        grid: dim3(kernel.grid),
        block: dim3(kernel.block),
        cluster: kernel.cluster ? dim3(kernel.cluster) : null,
        sharedBytes: kernel.shared,
        cooperative: false,
        arguments: [
          { buffer: input, offset: 0 },
          { buffer: output, offset: 0 },
          ...kernel.parameters.map((hex) => ({ bytes: new Uint8Array(Buffer.from(hex, 'hex')) })),
        ],
      },
      { op: 'download', buffer: output, offset: 0, array: result },
    ],
    deadlineMs: 20_000,
  });
  module.unload();
  input.free();
  output.free();
  return result;
}

describe('the simulator, against the recorded outputs of an H100', () => {
  const kernels = loadInstructionCorpus();
  let device: SimulatedDevice;
  before(() => {
    device = addon.openSimulator({});
  });

  it('has at least 120 kernels to compare', () => {
    assert.ok(kernels.length >= 120, `there are ${kernels.length}`);
  });

  it('has a recorded output for every kernel as it is', () => {
    const why = kernels.map((kernel) => `${kernel.name}: ${notComparable(kernel) ?? ''}`);
    assert.deepEqual(
      why.filter((text) => !text.endsWith(': ')),
      [],
      'Record them again on a GPU: node dist/test/sim/instructions/record.js NAME…',
    );
  });

  for (const kernel of kernels) {
    it(kernel.name, async () => {
      const difference = compareOutputs(kernel, await execute(device, kernel));
      assert.ok(difference === null, difference?.text);
    });
  }
});
