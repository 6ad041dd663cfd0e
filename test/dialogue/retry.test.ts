import assert from 'node:assert/strict';
import { WarpsmithError } from '../../lib/errors.js';
import { pauseMs, serverPauseMs, withRetries, type RetryNotice } from '../../lib/dialogue/retry.js';
import { retryAfter } from '../../lib/dialogue/model_errors.js';

const failure = (retryable: boolean, retryAfterMs: number | null = null) => ({
  error: new WarpsmithError('model-overloaded', 'busy'),
  retryable,
  retryAfterMs,
});

describe('withRetries', () => {
  it('tries again up to its limit and then throws what was described', async () => {
    const notices: RetryNotice[] = [];
    let calls = 0;
    const attempt = async () => {
      calls++;
      throw new Error('x');
    };
    const options = { maxRetries: 2, firstPauseMs: 0, describe: () => failure(true) };
    await assert.rejects(withRetries(attempt, { ...options, onRetry: (notice) => notices.push(notice) }), {
      code: 'model-overloaded',
    });
    assert.equal(calls, 3);
    assert.deepEqual(
      notices.map((notice) => notice.attempt),
      [1, 2],
    );
  });

  it('waits as long as the server asks', async () => {
    const waits: number[] = [];
    let calls = 0;
    const attempt = async () => {
      if (calls++ === 0) throw new Error('x');
      return 'done';
    };
    const result = await withRetries(attempt, {
      maxRetries: 1,
      firstPauseMs: 60_000,
      describe: () => failure(true, 3),
      random: () => 0,
      onRetry: ({ waitMs }) => waits.push(waitMs),
    });
    assert.equal(result, 'done');
    assert.deepEqual(waits, [3]);
  });

  it('ends a pause when the signal fires', async () => {
    const stop = new AbortController();
    const attempt = () => Promise.reject(new Error('x'));
    const options = { maxRetries: 1, firstPauseMs: 60_000, describe: () => failure(true), signal: stop.signal };
    await assert.rejects(withRetries(attempt, { ...options, onRetry: () => stop.abort() }), { code: 'aborted' });
  });
});

describe('withRetries and a server that asks for too much', () => {
  it('gives up at once rather than wait for more than a quarter of an hour', async () => {
    let calls = 0;
    const attempt = () => {
      calls++;
      return Promise.reject(new Error('x'));
    };
    const options = { maxRetries: 9, firstPauseMs: 0, describe: () => failure(true, 900_001) };
    await assert.rejects(withRetries(attempt, options), { code: 'model-overloaded' });
    assert.equal(calls, 1);
  });
});

describe('serverPauseMs', () => {
  it('is never shorter than asked for, and up to a tenth or a second longer', () => {
    assert.equal(
      serverPauseMs(2000, () => 0),
      2000,
    );
    assert.equal(
      serverPauseMs(2000, () => 1),
      2200,
    );
    assert.equal(
      serverPauseMs(60_000, () => 1),
      61_000,
    );
  });
});

describe('pauseMs', () => {
  it('doubles up to a minute and varies by half', () => {
    assert.equal(
      pauseMs(1, 1000, () => 1),
      1000,
    );
    assert.equal(
      pauseMs(3, 1000, () => 1),
      4000,
    );
    assert.equal(
      pauseMs(3, 1000, () => 0),
      2000,
    );
    assert.equal(
      pauseMs(40, 1000, () => 1),
      60_000,
    );
  });
});

describe('retryAfter', () => {
  const at = Date.parse('2026-01-01T00:00:00Z');
  const read = (value: string) => retryAfter(new Headers({ 'retry-after': value }), at);

  it('reads seconds and dates, and nothing else', () => {
    assert.equal(read('2'), 2000);
    assert.equal(read('Thu, 01 Jan 2026 00:00:07 GMT'), 7000);
    assert.equal(read('Thu, 01 Jan 2020 00:00:00 GMT'), 0);
    assert.equal(read('soon'), null);
    assert.equal(retryAfter(new Headers({ 'retry-after-ms': '1500', 'retry-after': '2' }), at), 1500);
    assert.equal(retryAfter(new Headers(), at), null);
    assert.equal(retryAfter(undefined, at), null);
  });
});
