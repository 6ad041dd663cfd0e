import assert from 'node:assert/strict';
import { WarpsmithError } from '../../lib/errors.js';
import type { Buffer } from '../../lib/native/types.js';
import { MemoryPool } from '../../lib/verify/memory_pool.js';

/** A device with so many bytes, which says what it was asked for. */
class FakeDevice {
  readonly log: string[] = [];
  constructor(private left = Infinity) {}

  allocate({ bytes, guarded = false }: { bytes: number; guarded?: boolean }): Promise<Buffer> {
    if (bytes > this.left) return Promise.reject(new WarpsmithError('device-out-of-memory', 'full'));
    this.left -= bytes;
    this.log.push(`allocate ${bytes}${guarded ? ' guarded' : ''}`);
    const free = (): void => {
      this.left += bytes;
      this.log.push(`free ${bytes}`);
    };
    return Promise.resolve({ bytes, free } as unknown as Buffer);
  }
}

describe('the pool of device memory', () => {
  it('hands out again what was given back, for the same size and kind only', async () => {
    const device = new FakeDevice();
    const pool = new MemoryPool(device, 1000);
    const first = await pool.take(100, false);
    pool.give(first, false);
    assert.equal(pool.bytes, 100);
    assert.equal(await pool.take(100, false), first);
    assert.equal(pool.bytes, 0);
    pool.give(first, false);
    assert.notEqual(await pool.take(100, true), first);
    assert.notEqual(await pool.take(101, false), first);
    assert.deepEqual(device.log, ['allocate 100', 'allocate 100 guarded', 'allocate 101']);
  });

  it('keeps no more than it may, and lets the sizes go that were not used for longest', async () => {
    const device = new FakeDevice();
    const pool = new MemoryPool(device, 250);
    for (const bytes of [100, 120, 90]) pool.give(await pool.take(bytes, false), false);
    assert.equal(pool.bytes, 210);
    assert.equal(device.log.at(-1), 'free 100');
    pool.give(await pool.take(300, false), false);
    assert.equal(device.log.at(-1), 'free 300');
    assert.equal(pool.bytes, 210);
  });

  it('gives everything back when the device has no more, what others hold included', async () => {
    const device = new FakeDevice(300);
    const pool = new MemoryPool(device, 250);
    const held = await pool.take(150, false);
    let isHeld = true;
    pool.add({
      get bytes() {
        return isHeld ? 150 : 0;
      },
      dropAll() {
        if (isHeld) pool.give(held, false);
        isHeld = false;
      },
    });
    pool.give(await pool.take(100, false), false);
    assert.equal(pool.bytes, 250);
    await pool.take(280, false);
    assert.equal(pool.bytes, 0);
    await assert.rejects(pool.take(100, false), { code: 'device-out-of-memory' });
  });
});
