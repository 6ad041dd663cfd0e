import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ceilingsPath, keepCeilings, readCeilings } from '../../../lib/verify/roofline/ceilings_cache.js';
import { sampleCeilings } from '../sample_ceilings.js';

const device = { uuid: '00112233-4455-6677-8899-aabbccddeeff', name: 'GPU', driver: '580.1' };

describe('the cache of ceilings', () => {
  const before = process.env.WARPSMITH_CACHE;
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'warpsmith-ceilings-'));
    process.env.WARPSMITH_CACHE = folder;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    if (before === undefined) delete process.env.WARPSMITH_CACHE;
    else process.env.WARPSMITH_CACHE = before;
  });

  it('gives back what was kept, for that device', () => {
    keepCeilings(device, sampleCeilings);
    assert.deepEqual(readCeilings(device), sampleCeilings);
    assert.equal(readCeilings({ ...device, uuid: '0' }), null);
  });

  it('forgets what was measured under another driver', () => {
    keepCeilings(device, sampleCeilings);
    assert.equal(readCeilings({ ...device, driver: '590.2' }), null);
  });

  it('takes a file that it cannot read for none', () => {
    assert.equal(readCeilings(device), null);
    const path = ceilingsPath(device);
    mkdirSync(dirname(path), { recursive: true });
    for (const text of ['', '{}', JSON.stringify({ version: 0, ...device, ceilings: sampleCeilings })]) {
      writeFileSync(path, text);
      assert.equal(readCeilings(device), null, text);
    }
  });

  it('leaves nothing but the file behind', () => {
    keepCeilings(device, sampleCeilings);
    keepCeilings(device, sampleCeilings);
    assert.deepEqual(readdirSync(dirname(ceilingsPath(device))), [`${device.uuid}.json`]);
  });

  it('goes without where it cannot write', () => {
    process.env.WARPSMITH_CACHE = join(folder, 'file');
    writeFileSync(join(folder, 'file'), '');
    keepCeilings(device, sampleCeilings);
    assert.equal(readCeilings(device), null);
  });
});
