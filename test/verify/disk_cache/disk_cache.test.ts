import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskCache } from '../../../lib/verify/disk_cache/disk_cache.js';
import { entryFiles } from './cache_files.js';

const mebibyte = 2 ** 20;

describe('DiskCache', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'warpsmith-disk-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = (bytes = mebibyte): DiskCache => new DiskCache(join(folder, 'cache'), bytes);
  const bytesOf = (key: string, length = 1000): Uint8Array => new Uint8Array(length).fill(key.charCodeAt(0));

  async function keep(keys: string[], { length = 1000, bytes = mebibyte } = {}): Promise<DiskCache> {
    const cache = open(bytes);
    for (const key of keys) cache.space('test').put(key, bytesOf(key, length));
    await cache.flush();
    return cache;
  }

  async function has(key: string): Promise<boolean> {
    return (await open().space('test').get(key)) !== null;
  }

  /** The one file with an entry's bytes. */
  function onlyFile(): string {
    const [path, ...others] = entryFiles(join(folder, 'cache'));
    assert(path !== undefined && others.length === 0);
    return path;
  }

  it('gives what was put to another instance, and nothing for another key', async () => {
    await keep(['a']);
    assert.deepEqual(new Uint8Array((await open().space('test').get('a')) ?? []), bytesOf('a'));
    assert.equal(await has('b'), false);
  });

  it('keeps empty and large entries', async () => {
    const cache = open(64 * mebibyte);
    const large = bytesOf('x', 5 * mebibyte);
    cache.space('test').put('empty', new Uint8Array(0));
    cache.space('test').put('large', large);
    await cache.flush();
    assert.equal((await open().space('test').get('empty'))?.length, 0);
    assert((await open().space('test').get('large'))?.every((byte, i) => byte === large[i]));
  });

  it('keeps its parts apart', async () => {
    const cache = open();
    cache.space('one').put('k', bytesOf('1'));
    cache.space('two').put('k', bytesOf('2'));
    await cache.flush();
    assert.equal((await cache.space('one').get('k'))?.[0], 49);
    assert.equal((await cache.space('two').get('k'))?.[0], 50);
  });

  it('takes the later of two that were put with a key', async () => {
    const cache = open();
    cache.space('test').put('k', bytesOf('1'));
    cache.space('test').put('k', bytesOf('2'));
    await cache.flush();
    assert.equal((await open().space('test').get('k'))?.[0], 50);
  });

  it('removes an entry', async () => {
    const cache = await keep(['a', 'b']);
    cache.space('test').remove('a');
    await cache.flush();
    assert.deepEqual([await has('a'), await has('b')], [false, true]);
    assert.equal(entryFiles(cache.folder).length, 1);
  });

  const damages: [string, (path: string) => void][] = [
    ['cut short', (path) => truncateSync(path, 500)],
    ['empty', (path) => truncateSync(path, 0)],
    ['longer', (path) => writeFileSync(path, 'x', { flag: 'a' })],
    [
      'changed in one byte',
      (path): void => {
        const bytes = readFileSync(path);
        bytes[bytes.length - 1] = 0;
        writeFileSync(path, bytes);
      },
    ],
    ['something else', (path) => writeFileSync(path, 'not an entry')],
    [
      'gone, a folder in its place',
      (path): void => {
        rmSync(path);
        mkdirSync(path);
      },
    ],
    ['gone', (path) => rmSync(path)],
  ];
  for (const [how, damage] of damages) {
    it(`does without an entry that is ${how}, and can keep it anew`, async () => {
      await keep(['a']);
      const path = onlyFile();
      damage(path);
      const cache = open();
      assert.equal(await cache.space('test').get('a'), null);
      await cache.flush();
      if (how.endsWith('folder in its place')) return;
      assert(!existsSync(path), 'the spoilt file is still there');
      await keep(['a']);
      assert(await has('a'));
    });
  }

  it("does not take another entry's bytes, whole as they are", async () => {
    await keep(['a']);
    const a = onlyFile();
    const b = join(folder, 'b');
    copyFileSync(a, b);
    rmSync(a);
    await keep(['c']);
    copyFileSync(b, onlyFile());
    assert.equal(await has('c'), false);
  });

  it('keeps nothing when it is switched off, and makes no folder', async () => {
    const cache = await keep(['a'], { bytes: 0 });
    assert.equal(await cache.space('test').get('a'), null);
    assert(!existsSync(cache.folder));
  });

  it('goes without where it cannot write', async () => {
    writeFileSync(join(folder, 'cache'), '');
    const cache = await keep(['a', 'b', 'c', 'd', 'e']);
    assert.equal(await cache.space('test').get('a'), null);
  });

  it('works on when its folder is removed', async () => {
    const cache = await keep(['a']);
    rmSync(cache.folder, { recursive: true });
    assert.equal(await cache.space('test').get('a'), null);
    cache.space('test').put('a', bytesOf('a'));
    await cache.flush();
    assert(await cache.space('test').get('a'));
  });

  const keys = Array.from({ length: 80 }, (_, i) => `${String.fromCharCode(48 + (i % 70))}${i}`);

  it('keeps its bound, and what was put last', async () => {
    const bytes = 400_000;
    const cache = await keep(keys, { length: 20_000, bytes });
    const { entries, bytes: used } = await cache.usage();
    assert(used <= bytes, `${used} bytes of ${bytes}`);
    assert(entries * 20_000 > bytes / 3, `only ${entries} entries`);
    assert.equal(await has(keys[0] ?? ''), false);
    assert.equal(await has(keys.at(-1) ?? ''), true);
    assert.equal(entryFiles(cache.folder).length, entries);
  });

  it('keeps its bound when every entry has a process of its own', async () => {
    const bytes = 400_000;
    for (const key of keys) await keep([key], { length: 20_000, bytes });
    assert((await open().usage()).bytes <= bytes);
  });

  it('keeps what is used, however old it is', async () => {
    const cache = open(400_000);
    const space = cache.space('test');
    for (const [i, key] of keys.entries()) {
      space.put(key, bytesOf(key, 20_000));
      await cache.flush();
      if (i % 5 === 0) assert(await space.get(keys[0] ?? ''), `gone after ${i} others`);
    }
    assert.equal(await space.get(keys[1] ?? ''), null);
  });

  it('does not give up everything for one entry', async () => {
    await keep(['a', 'b']);
    const cache = open();
    cache.space('test').put('large', bytesOf('l', mebibyte / 2));
    await cache.flush();
    assert.deepEqual([await has('a'), await has('b'), await has('large')], [true, true, false]);
  });

  it('removes what was never finished, after an hour', async () => {
    const cache = await keep(['a']);
    const [old, fresh] = [join(cache.folder, 'tmp', 'old'), join(cache.folder, 'tmp', 'fresh')];
    for (const path of [old, fresh]) writeFileSync(path, 'half');
    const before = new Date(Date.now() - 2 * 3600_000);
    utimesSync(old, before, before);
    await keep(keys, { length: 20_000, bytes: 400_000 });
    assert.deepEqual([existsSync(old), existsSync(fresh)], [false, true]);
  });

  it('tells what it takes', async () => {
    const cache = open();
    assert.deepEqual(await cache.usage(), { entries: 0, bytes: 0 });
    await keep(['a', 'b'], { length: 50_000 });
    const { entries, bytes } = await cache.usage();
    assert.equal(entries, 2);
    const files = entryFiles(cache.folder).reduce((sum, path) => sum + statSync(path).size, 0);
    assert(bytes >= files && bytes < 2 * files, `${bytes} for files of ${files} bytes`);
  });
});
