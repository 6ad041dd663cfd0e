import assert from 'node:assert/strict';
import { diskCacheLimit } from '../../../lib/verify/disk_cache/disk_limit.js';

describe('diskCacheLimit', () => {
  const before = process.env.WARPSMITH_DISK_CACHE_MIB;
  afterEach(() => {
    if (before === undefined) delete process.env.WARPSMITH_DISK_CACHE_MIB;
    else process.env.WARPSMITH_DISK_CACHE_MIB = before;
  });

  it('is 1 GiB when nobody says anything', () => {
    delete process.env.WARPSMITH_DISK_CACHE_MIB;
    assert.equal(diskCacheLimit(undefined), 2 ** 30);
    process.env.WARPSMITH_DISK_CACHE_MIB = '';
    assert.equal(diskCacheLimit(undefined), 2 ** 30);
  });

  it('is what the environment says in MiB, and before that what the caller says in bytes', () => {
    process.env.WARPSMITH_DISK_CACHE_MIB = '64';
    assert.equal(diskCacheLimit(undefined), 64 * 2 ** 20);
    assert.equal(diskCacheLimit(5000), 5000);
    assert.equal(diskCacheLimit(0), 0);
    process.env.WARPSMITH_DISK_CACHE_MIB = '0';
    assert.equal(diskCacheLimit(undefined), 0);
  });

  it('refuses what is no size', () => {
    for (const text of ['off', '-1', '1GiB', 'Infinity']) {
      process.env.WARPSMITH_DISK_CACHE_MIB = text;
      assert.throws(() => diskCacheLimit(undefined), { code: 'bad-option', message: /WARPSMITH_DISK_CACHE_MIB.*MiB/ });
    }
    for (const bytes of [-1, NaN, Infinity]) assert.throws(() => diskCacheLimit(bytes), { code: 'bad-option' });
  });
});
