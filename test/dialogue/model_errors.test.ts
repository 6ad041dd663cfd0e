import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import OpenAI from 'openai';
import { createModel } from '../../lib/dialogue/model.js';
import { modelFailure } from '../../lib/dialogue/model_errors.js';
import type { Message } from '../../lib/dialogue/messages.js';
import type { Fault } from '../../lib/demo/faults.js';
import { startLoopbackServer } from '../../lib/demo/loopback_server.js';
import { WarpsmithError } from '../../lib/errors.js';

const turns = [{ reasoning: 'Thinking about it for a while.', answer: 'The answer.' }];
const question: Message[] = [{ role: 'user', content: 'What is it?' }];

/** Asks a server on which the first `times` requests meet the fault. */
async function askWith(fault: Fault, times: number, timeoutMs = 5000) {
  await using server = await startLoopbackServer(
    { turns },
    { chunkSize: 6, keepAlives: 0, fault: ({ index }) => (index < times ? fault : undefined) },
  );
  const model = createModel({ baseUrl: server.baseUrl, model: 'r1', firstPauseMs: 1, maxRetries: 1, timeoutMs });
  const waits: number[] = [];
  try {
    const answer = await model.answer(question, { onRetry: ({ waitMs }) => waits.push(waitMs) });
    return { answer, error: null, requests: server.requests.length, waits };
  } catch (error) {
    assert.ok(error instanceof WarpsmithError, String(error));
    return { answer: null, error, requests: server.requests.length, waits };
  }
}

const lasting: [Fault, string, RegExp][] = [
  [{ kind: 'status', status: 400, message: 'maximum context length' }, 'model-bad-request', /maximum context length/],
  [{ kind: 'status', status: 401 }, 'model-authentication', /WARPSMITH_API_KEY/],
  [{ kind: 'status', status: 402, message: 'Insufficient Balance' }, 'model-balance', /Top it up/],
  [{ kind: 'status', status: 403 }, 'model-authentication', /key/],
  [{ kind: 'status', status: 404 }, 'model-bad-request', /no model "r1".*\/v1/],
  [{ kind: 'status', status: 418 }, 'model-bad-request', /418/],
  [{ kind: 'status', status: 422 }, 'model-bad-request', /options/],
  [{ kind: 'error-event', code: 400, message: 'too long' }, 'model-bad-request', /too long/],
];

const passing: [Fault, string, RegExp][] = [
  [{ kind: 'status', status: 429, retryAfter: '0' }, 'model-rate-limit', /Too many requests/],
  // OpenRouter: too many requests under way for what is left, which passes.
  [{ kind: 'status', status: 402, retryAfter: '0' }, 'model-balance', /asks to wait/],
  [{ kind: 'status', status: 500 }, 'model-overloaded', /500/],
  [{ kind: 'status', status: 502 }, 'model-overloaded', /502/],
  [{ kind: 'status', status: 503 }, 'model-overloaded', /Try again/],
  [{ kind: 'break-off', afterEvents: 3 }, 'model-bad-stream', /broke off/],
  [{ kind: 'early-end', afterEvents: 3 }, 'model-bad-stream', /broke off/],
  [{ kind: 'garbage', afterEvents: 2 }, 'model-bad-stream', /no JSON/],
  [{ kind: 'html' }, 'model-bad-stream', /base URL/],
  [{ kind: 'error-event', code: 500, message: 'engine died' }, 'model-overloaded', /engine died/],
  [{ kind: 'finish', reason: 'insufficient_system_resource', share: 0.5 }, 'model-overloaded', /resources/],
];

describe('model errors', () => {
  for (const [fault, code, text] of lasting) {
    it(`gives up at once on ${JSON.stringify(fault)}`, async () => {
      const { error, requests } = await askWith(fault, 9);
      assert.equal(error?.code, code);
      assert.match(error.message, text);
      assert.equal(requests, 1);
    });
  }

  for (const [fault, code, text] of passing) {
    it(`tries again after ${JSON.stringify(fault)}, and gives up in the end`, async () => {
      const recovered = await askWith(fault, 1);
      assert.equal(recovered.answer?.content, 'The answer.');
      assert.equal(recovered.answer.reasoning, turns[0]!.reasoning);
      assert.equal(recovered.requests, 2);
      const { error, requests } = await askWith(fault, 9);
      assert.equal(error?.code, code);
      assert.match(error.message, text);
      assert.equal(requests, 2);
    });
  }

  it("does not wait for balance that OpenAI's 429 says is gone", () => {
    const body = { code: 'insufficient_quota', message: 'You exceeded your current quota.' };
    const thrown = OpenAI.APIError.generate(429, { error: body }, undefined, new Headers());
    const { error, retryable } = modelFailure(thrown, { baseUrl: 'https://api.openai.com/v1', model: 'm' });
    assert.deepEqual([error.code, retryable], ['model-balance', false]);
  });

  it('honours Retry-After', async () => {
    const { answer, waits } = await askWith({ kind: 'status', status: 429, retryAfter: '0.005' }, 1);
    assert.equal(answer?.content, 'The answer.');
    assert.equal(waits.length, 1);
    assert.ok(waits[0]! >= 5 && waits[0]! <= 5.5, `waited for ${waits[0]} ms`);
  });

  it('keeps an answer whose end was all that broke off', async () => {
    // Role, five thoughts, two parts of the answer, finish; then the usage is missing.
    const { answer, requests } = await askWith({ kind: 'break-off', afterEvents: 9 }, 9);
    assert.equal(answer?.content, 'The answer.');
    assert.equal(answer.usage, null);
    assert.equal(requests, 1);
  });

  it('calls a silent stream unreachable', async () => {
    const { error } = await askWith({ kind: 'silence', afterEvents: 2 }, 9, 40);
    assert.equal(error?.code, 'model-unreachable');
    assert.match(error.message, /silent/);
  });

  it('calls a server that never answers unreachable', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const baseUrl = `http://127.0.0.1:${port}/v1`;
    const model = createModel({ baseUrl, model: 'r1', firstPauseMs: 1, maxRetries: 0, timeoutMs: 40 });
    await assert.rejects(model.answer(question), { code: 'model-unreachable', message: /silent/ });
    server.close();
  });

  it('names the place where nothing listens', async () => {
    const server = await startLoopbackServer({ turns });
    const { baseUrl } = server;
    await server.close();
    const model = createModel({ baseUrl, model: 'r1', firstPauseMs: 1, maxRetries: 1 });
    const retries: number[] = [];
    await assert.rejects(model.answer(question, { onRetry: ({ attempt }) => retries.push(attempt) }), {
      code: 'model-unreachable',
      message: /Nothing listens at 127\.0\.0\.1:\d+/,
    });
    assert.deepEqual(retries, [1]);
  });

  it('does not try an unknown name again', async function () {
    // A resolver without a network may take its time.
    this.timeout(30_000);
    const model = createModel({ baseUrl: 'http://no-such-host.invalid/v1', model: 'r1', apiKey: 'k', maxRetries: 0 });
    await assert.rejects(model.answer(question), { code: 'model-unreachable', message: /no-such-host\.invalid/ });
  });

  it('takes an unknown error of the socket for a broken stream', () => {
    const thrown = new TypeError('terminated', { cause: new Error('other side closed') });
    const { error, retryable } = modelFailure(thrown, { baseUrl: 'http://a.b', model: 'r1' });
    assert.equal(error.code, 'model-bad-stream');
    assert.match(error.message, /other side closed/);
    assert.ok(retryable);
  });
});
