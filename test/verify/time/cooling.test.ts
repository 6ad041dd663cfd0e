import assert from 'node:assert/strict';
import type { Command } from '../../../lib/native/types.js';
import { Engine } from '../../../lib/verify/engine.js';
import { bestCooling, coolingCommands } from '../../../lib/verify/time/cooling.js';

/** Neither a multiple of a block's lines nor of the grid's stride. */
const bytes = 3 * 4096 + 5 * 128;

describe('emptying the L2 (on the simulator)', () => {
  let engine: Engine;

  before(async () => {
    engine = await Engine.open({ device: 'sim' });
  });

  /** What a cooling does to its buffer, which is all zeros before. */
  async function cooled(
    cooling: 'discard' | 'overwrite' | 'read' | 'rinse',
  ): Promise<{ commands: Command[]; words: Uint32Array }> {
    const { device } = engine;
    assert(device);
    const buffer = await device.native.allocate({ bytes });
    const gpu = { kernels: device.kernels, multiprocessors: 1, coolingBuffer: () => Promise.resolve(buffer) } as never;
    const commands = await coolingCommands(gpu, cooling);
    const words = new Uint32Array(bytes / 4);
    await device.run(
      [
        { op: 'set', buffer, offset: 0, bytes, value: 0 },
        ...commands,
        { op: 'download', buffer, offset: 0, array: words },
      ],
      10_000,
    );
    buffer.free();
    return { commands, words };
  }

  it('writes all of the buffer, and no more, before lines of it are dropped', async () => {
    for (const [cooling, count] of [
      ['overwrite', 1],
      ['discard', 2],
      ['rinse', 3],
    ] as const) {
      const { words, commands } = await cooled(cooling);
      assert.equal(commands.length, count, cooling);
      for (let i = 0; i < words.length; i += 4) {
        assert.deepEqual([words[i], words[i + 1]], [i / 4, ~(i / 4) >>> 0], `${cooling}: element ${i / 4}`);
      }
    }
  });

  it('may leave the buffer as it is', async () => {
    const { words } = await cooled('read');
    assert(words.every((word) => word === 0));
  });

  it('drops lines where the device can', () => {
    const of = (computeMajor: number): string => bestCooling({ facts: { computeMajor } });
    assert.deepEqual([of(7), of(8), of(9)], ['read', 'rinse', 'rinse']);
  });
});
