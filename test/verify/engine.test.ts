import assert from 'node:assert/strict';
import { Engine } from '../../lib/verify/engine.js';
import { compilingEngine } from './sample_compile.js';

describe('Engine', () => {
  it("has Hopper's limits and architecture without a GPU", async () => {
    const engine = await compilingEngine();
    assert.equal(engine.gpu, null);
    assert.equal(engine.architecture, 'sm_90a');
    assert.equal(engine.limits.sharedPerBlock, 232_448);
    engine.assertUsable();
  });

  for (const device of ['gpu', 'cuda', 'cuda:', 'cuda:x', 'cuda:-1', '0', '']) {
    it(`refuses the device "${device}"`, async () => {
      await assert.rejects(Engine.open({ device }), { code: 'bad-option', message: new RegExp(`found "${device}"`) });
    });
  }

  it('does one after another what is to be done exclusively, also after a failure', async () => {
    const engine = await compilingEngine();
    const log: string[] = [];
    const work =
      (name: string, fails = false) =>
      async (): Promise<string> => {
        log.push(`${name} begins`);
        await new Promise(setImmediate);
        log.push(`${name} ends`);
        if (fails) throw new Error(name);
        return name;
      };
    const first = engine.exclusively(work('first'));
    const second = assert.rejects(engine.exclusively(work('second', true)), /second/);
    const third = engine.exclusively(work('third'));
    assert.deepEqual([await first, await third], ['first', 'third']);
    await second;
    assert.deepEqual(log, ['first begins', 'first ends', 'second begins', 'second ends', 'third begins', 'third ends']);
  });
});
