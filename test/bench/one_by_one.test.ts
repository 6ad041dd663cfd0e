import assert from 'node:assert/strict';
import { join } from 'node:path';
import { z } from 'zod';
import { type OneByOne, type Piece, oneByOne } from '../../bench/one_by_one.js';
import { readLines } from '../../bench/record_lines.js';
import { scratchFolder } from '../search/scratch_folder.js';

const recordSchema = z.strictObject({ name: z.string(), failed: z.string().nullable() });
type Done = z.infer<typeof recordSchema>;

function piece(name: string, work: (signal: AbortSignal) => Promise<unknown> = () => Promise.resolve()): Piece<Done> {
  return {
    name,
    work: async (signal) => {
      await work(signal);
      return { name, failed: null };
    },
    failed: (words) => ({ name, failed: words }),
  };
}

describe('pieces of a bench, one by one', () => {
  const scratch = scratchFolder();
  const how = (more: Partial<OneByOne> = {}): OneByOne => ({
    lines: join(scratch(), 'x.jsonl'),
    limitS: 60,
    minutes: undefined,
    stop: () => Promise.resolve(),
    lost: () => null,
    ...more,
  });
  const written = (): Done[] => readLines(join(scratch(), 'x.jsonl'), recordSchema, ({ name }) => name);

  it('go on after one that fails, and are written down', async () => {
    const pieces = [piece('a', () => Promise.reject(new Error('no luck'))), piece('b')];
    const records = await oneByOne(pieces, how());
    assert.deepEqual(records, [
      { name: 'a', failed: 'no luck' },
      { name: 'b', failed: null },
    ]);
    assert.deepEqual(written(), records);
  });

  it('go on after one that takes longer than it may, which is stopped', async () => {
    let isStopped = false;
    let end = (): void => undefined;
    const hangs = (): Promise<void> => new Promise((_, reject) => (end = () => reject(new Error('killed'))));
    const stop = (): Promise<void> => {
      isStopped = true;
      end();
      return Promise.resolve();
    };
    const records = await oneByOne([piece('a', hangs), piece('b')], how({ limitS: 0.05, stop }));
    assert.ok(isStopped);
    assert.deepEqual(
      records.map(({ failed }) => failed),
      ['Expected to be done with a within 0.05 s but was not.', null],
    );
  });

  it('are left where there is no time for another like those before, and where nothing can go on', async () => {
    const slow = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal((await oneByOne([piece('a', slow), piece('b')], how({ minutes: 0.3 / 60 }))).length, 1);
    assert.equal((await oneByOne([piece('c'), piece('d')], how({ lost: () => 'the GPU is gone' }))).length, 0);
    assert.deepEqual(
      written().map(({ name }) => name),
      ['a'],
    );
  });

  it('are left, and not called failed, when all time is over before they are done', async () => {
    let end = (): void => undefined;
    const hangs = (): Promise<void> => new Promise((_, reject) => (end = () => reject(new Error('killed'))));
    const stop = (): Promise<void> => {
      end();
      return Promise.resolve();
    };
    assert.deepEqual(await oneByOne([piece('a', hangs), piece('b')], how({ minutes: 0.1 / 60, stop })), []);
    assert.deepEqual(written(), []);
  });

  it('have one record each in the file, the last', async () => {
    await oneByOne([piece('a', () => Promise.reject(new Error('x')))], how());
    await oneByOne([piece('a')], how());
    assert.deepEqual(written(), [{ name: 'a', failed: null }]);
  });
});
