import assert from 'node:assert/strict';
import { type ElementArray, dtypeNames } from '../../../lib/format/dtype.js';
import { MemoryPool } from '../../../lib/verify/memory_pool.js';
import { type ExpectationKey, KeptExpectations } from '../../../lib/verify/trials/kept_expectations.js';
import { arrayOf, bytesOf, copyOf, put, specOf } from '../../gpu/elements.js';
import { openedSimulator } from '../../simulator/simulated_engine.js';

/** An odd count, so that outputs of narrow elements end within a word. */
const count = 2003;
const deadlineMs = 60_000;
const key: ExpectationKey = { of: 'a problem', seed: 7, family: 'declared' };

async function shelf(mostBytes = 2 ** 20): Promise<{ kept: KeptExpectations; pool: MemoryPool }> {
  const simulator = await openedSimulator();
  const pool = new MemoryPool(simulator.native, 0);
  const kept = new KeptExpectations(simulator, pool, mostBytes);
  pool.add(kept);
  return { kept, pool };
}

describe('expected outputs that are kept', () => {
  for (const dtype of dtypeNames) {
    it(`come back bit for bit as ${dtype}, and look like something else meanwhile`, async () => {
      const simulator = await openedSimulator();
      const { kept } = await shelf();
      const array = arrayOf(dtype, count);
      for (let i = 0; i < count; i++) put(dtype, array, i, i % 2);
      const buffer = await simulator.native.allocate({ bytes: Math.ceil(array.byteLength / 256) * 256 });
      const expected = {
        outputs: [{ ...specOf(dtype, [count]), name: 'y' }],
        buffers: new Map([['y', buffer]]),
        sensitivity: null,
      };
      const entry = await kept.of(key, expected);
      assert(entry && !entry.isThere);
      const read = (into: ElementArray, from = buffer): Promise<unknown> =>
        simulator.run([{ op: 'download', buffer: from, offset: 0, array: into }], deadlineMs);
      await simulator.run([{ op: 'upload', buffer, offset: 0, array }, ...(await entry.keep(expected))], deadlineMs);
      assert(!entry.isThere, 'it is there before anyone saw that the commands had run');
      entry.settle();
      assert.equal(await kept.of(key, expected), entry);
      assert(entry.isThere);

      const veiled = copyOf(dtype, array);
      await read(veiled, entry.buffers[0]);
      const same = bytesOf(veiled).filter((byte, i) => byte === bytesOf(array)[i]).length;
      // One byte in 256 is the same by chance.
      assert(same < array.byteLength / 32, `${same} of ${array.byteLength} bytes are as they were`);

      await simulator.run([{ op: 'set', buffer, offset: 0, bytes: buffer.bytes, value: 0x55 }], deadlineMs);
      await simulator.run(await entry.restore(expected), deadlineMs);
      const back = copyOf(dtype, array);
      bytesOf(back).fill(0);
      await read(back);
      assert.deepEqual(back, array);
      kept.dropAll();
      buffer.free();
    });
  }

  it('are told apart by problem, seed and family', async () => {
    const { kept } = await shelf();
    const expected = { outputs: [{ ...specOf('f32', [8]), name: 'y' }], buffers: new Map(), sensitivity: null };
    const others = [{ of: 'another' }, { seed: 8 }, { family: 'zeros' }].map((other) => ({ ...key, ...other }));
    const entries = new Set(await Promise.all([key, ...others].map((each) => kept.of(each, expected))));
    assert.equal(entries.size, 4);
    kept.dropAll();
  });

  it('go, the oldest first, when there are too many, and all of them when memory is short', async () => {
    const { kept, pool } = await shelf(1024);
    const expected = { outputs: [{ ...specOf('f32', [32]), name: 'y' }], buffers: new Map(), sensitivity: null };
    const first = await kept.of(key, expected);
    for (let seed = 100; seed < 108; seed++) await kept.of({ ...key, seed }, expected);
    assert(kept.bytes <= 1024, `${kept.bytes} bytes are kept`);
    assert.notEqual(await kept.of(key, expected), first);
    assert.equal(pool.bytes, kept.bytes);
    pool.dropAll();
    assert.equal(kept.bytes, 0);
  });

  it('are not kept where one trial takes most of the room', async () => {
    const { kept } = await shelf(1024);
    const expected = { outputs: [{ ...specOf('f32', [64]), name: 'y' }], buffers: new Map(), sensitivity: null };
    assert.equal(await kept.of(key, expected), null);
  });
});
