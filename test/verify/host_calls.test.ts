import assert from 'node:assert/strict';
import type { Buffer, Command } from '../../lib/native/types.js';
import { partsOf } from '../../lib/verify/host_calls.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';

const set = (buffer: Buffer, value: number): Command => ({ op: 'set', buffer, offset: 0, bytes: 4, value });

describe('calls of the host among commands', () => {
  const nobody = null as unknown as Buffer;
  const work = (): Promise<void> => Promise.resolve();

  it('end a batch each', () => {
    const parts = partsOf([set(nobody, 1), { op: 'call', work }, { op: 'call', work }, set(nobody, 2)]);
    assert.deepEqual(
      parts.map(({ commands, then }) => [commands.length, then === work]),
      [
        [1, true],
        [0, true],
        [1, false],
      ],
    );
    assert.deepEqual(partsOf([]), [{ commands: [], then: null }], 'nothing is a batch as well');
  });

  it('find what stands before them done, and are done before what stands behind', async () => {
    const { simulator } = await simulatedEngine();
    assert(simulator);
    const buffer = await simulator.native.allocate({ bytes: 4, guarded: false });
    const seen = new Uint8Array(new SharedArrayBuffer(4));
    const after = new Uint8Array(new SharedArrayBuffer(4));
    let found = 0;
    const call = (): Promise<void> => {
      found = seen[0] ?? 0;
      seen[0] = 9;
      return Promise.resolve();
    };
    try {
      await simulator.run(
        [
          set(buffer, 5),
          { op: 'download', buffer, offset: 0, array: seen },
          { op: 'call', work: call },
          { op: 'upload', buffer, offset: 0, array: seen },
          { op: 'download', buffer, offset: 0, array: after },
        ],
        60_000,
      );
      assert.deepEqual([found, after[0]], [5, 9]);
    } finally {
      buffer.free();
    }
  });

  it('reject the run with what they reject with', async () => {
    const { simulator } = await simulatedEngine();
    assert(simulator);
    const failing: Command = { op: 'call', work: () => Promise.reject(new Error('the module failed')) };
    await assert.rejects(simulator.run([failing], 60_000), /the module failed/);
  });
});
