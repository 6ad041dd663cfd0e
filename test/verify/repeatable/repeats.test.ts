import assert from 'node:assert/strict';
import { type Dtype, type ElementArray, dtypeNames, dtypes } from '../../../lib/format/dtype.js';
import type { Contract } from '../../../lib/problem/contract.js';
import { Allocations } from '../../../lib/verify/allocations.js';
import { KeptOutputs, type Spread } from '../../../lib/verify/repeatable/repeats.js';
import { arrayOf, bytesOf, copyOf, put, specOf } from '../../gpu/elements.js';
import { openedSimulator } from '../../simulator/simulated_engine.js';

/** An odd count, so that outputs of narrow elements end within a word. */
const count = 2003;

function contractOf(dtype: Dtype): Contract {
  const common = { name: 'kept', caseName: 'given', dims: {}, constants: {}, tolerance: null, work: null };
  return { ...common, inputs: [], outputs: [{ ...specOf(dtype, [count]), name: 'y' }] };
}

/** Keeps `first`, compares `second` with it. */
async function spreadOf(dtype: Dtype, first: ElementArray, second: ElementArray): Promise<Spread> {
  const simulator = await openedSimulator();
  const allocations = new Allocations(simulator.native);
  try {
    const output = await allocations.buffer(Math.ceil(first.byteLength / 256) * 256);
    const outputs = new Map([['y', output]]);
    const kept = await KeptOutputs.prepare(simulator, contractOf(dtype), 5, allocations);
    await simulator.run(
      [{ op: 'upload', buffer: output, offset: 0, array: first }, ...(await kept.keep(outputs))],
      60_000,
    );
    await simulator.run(
      [{ op: 'upload', buffer: output, offset: 0, array: second }, ...(await kept.compare(outputs))],
      60_000,
    );
    const [spread] = await kept.read();
    assert(spread);
    return spread;
  } finally {
    allocations.release();
  }
}

function numbers(dtype: Dtype): ElementArray {
  const array = arrayOf(dtype, count);
  for (let i = 0; i < count; i++) put(dtype, array, i, i % 2);
  return array;
}

describe('outputs that are kept', () => {
  for (const dtype of dtypeNames) {
    it(`are compared bit for bit as ${dtype}`, async () => {
      const first = numbers(dtype);
      assert.equal((await spreadOf(dtype, first, copyOf(dtype, first))).different, 0);
      const second = copyOf(dtype, first);
      // Bytes, so that a neighbouring value of every format comes out.
      for (const index of [0, 1001, count - 1]) bytesOf(second)[index * dtypes[dtype].bytes]! ^= 1;
      const { different, largestUlps } = await spreadOf(dtype, first, second);
      assert.deepEqual([different, largestUlps], [3, 1]);
    });
  }

  it('tell how many values lie between, across zero too, and nothing of the sign of zero', async () => {
    const first = numbers('f32');
    const second = copyOf('f32', first);
    put('f32', second, 0, -0);
    assert.deepEqual((await spreadOf('f32', first, second)).largestUlps, 0);
    first[0] = 2 ** -149;
    second[0] = -3 * 2 ** -149;
    assert.deepEqual((await spreadOf('f32', first, second)).largestUlps, 4);
    put('f32', second, 1, 1.5);
    assert.deepEqual((await spreadOf('f32', first, second)).largestUlps, 2 ** 22);
  });

  it('take a NaN against a number for infinitely far, and two NaNs for near', async () => {
    const first = numbers('f64');
    const second = copyOf('f64', first);
    second[5] = NaN;
    assert.deepEqual((await spreadOf('f64', first, second)).largestUlps, Infinity);
    first[5] = NaN;
    bytesOf(first)[5 * 8] = 1;
    const { different, largestUlps } = await spreadOf('f64', first, second);
    assert.deepEqual([different, largestUlps], [1, 0]);
  });

  it('are nowhere in memory as they are', async () => {
    const simulator = await openedSimulator();
    const allocations = new Allocations(simulator.native);
    try {
      const first = new Uint32Array(new SharedArrayBuffer(4096)).fill(0x3f800000);
      const output = await allocations.buffer(4096);
      const seen = new Uint32Array(new SharedArrayBuffer(4096));
      const kept = await KeptOutputs.prepare(
        simulator,
        {
          ...contractOf('f32'),
          outputs: [{ ...specOf('f32', [1024]), name: 'y' }],
        },
        5,
        allocations,
      );
      const commands = await kept.keep(new Map([['y', output]]));
      const [veil] = commands;
      assert(veil?.op === 'launch');
      const into = veil.arguments[3];
      assert(into && 'offset' in into);
      await simulator.run(
        [
          { op: 'upload', buffer: output, offset: 0, array: first },
          ...commands,
          { op: 'download', buffer: into.buffer, offset: 0, array: seen },
        ],
        60_000,
      );
      assert(!seen.includes(0x3f800000));
      assert(new Set(seen).size > 1000);
    } finally {
      allocations.release();
    }
  });
});
