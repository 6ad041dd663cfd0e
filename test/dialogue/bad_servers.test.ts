import assert from 'node:assert/strict';
import type { Fault } from '../../lib/demo/faults.js';
import { type LoopbackOptions, startLoopbackServer } from '../../lib/demo/loopback_server.js';
import type { Message } from '../../lib/dialogue/messages.js';
import { createModel, type ModelAnswer } from '../../lib/dialogue/model.js';
import { WarpsmithError } from '../../lib/errors.js';
import { bookingOf } from '../../lib/search/booking.js';

const turn = { reasoning: 'Thinking – gründlich.', answer: 'The answer: 漢字 and 🚀.' };
const question: Message[] = [{ role: 'user', content: 'What is it?' }];

/** Milliseconds of silence until a server is given up: few where one is expected, so many elsewhere that none is met. */
function patience(fault: Fault): number {
  return fault.kind === 'silence' || (fault.kind === 'raw' && fault.ending === 'stay') ? 800 : 20_000;
}

interface Asked {
  answer: ModelAnswer | null;
  error: WarpsmithError | null;
  requests: number;
}

/** What comes of a server on which every request meets the fault; anything but an answer or a clear error fails. */
async function ask(fault: Fault, options: LoopbackOptions = {}, turns = [turn]): Promise<Asked> {
  const plain: LoopbackOptions = { chunkSize: 6, keepAlives: 0, fault: () => fault };
  await using server = await startLoopbackServer({ turns }, { ...plain, ...options });
  const model = createModel({
    baseUrl: server.baseUrl,
    model: 'r1',
    firstPauseMs: 1,
    maxRetries: 1,
    timeoutMs: patience(fault),
  });
  try {
    return { answer: await model.answer(question), error: null, requests: server.requests.length };
  } catch (error) {
    assert(error instanceof WarpsmithError, String(error));
    return { answer: null, error, requests: server.requests.length };
  }
}

const edited = (edit: (events: string[]) => (string | Uint8Array)[], split?: number): Fault => ({
  kind: 'edited',
  edit,
  ...(split === undefined ? {} : { split }),
});
const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;
const delta = (content: unknown, finish: unknown = null): string =>
  event({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });
/** In front of the answer's end: its finish, its usage and [DONE]. */
const beforeTheEnd =
  (...more: string[]) =>
  (events: string[]): string[] => [...events.slice(0, -3), ...more, ...events.slice(-3)];

describe('a server with a strange stream still gives its answer', () => {
  const harmless: [string, Fault][] = [
    ['without [DONE]', edited((events) => events.slice(0, -1))],
    ['with a finish twice', edited((events) => [...events.slice(0, -2), events.at(-3)!, ...events.slice(-2)])],
    ['with a usage twice', edited((events) => [...events.slice(0, -1), events.at(-2)!, events.at(-1)!])],
    ['with chunks after its finish', edited((events) => [...events.slice(0, -1), event({ choices: [] }), delta('')])],
    ['with a content that is no text', edited(beforeTheEnd(delta(5), delta({ text: 'x' }), delta(['x'])))],
    ['with a finish that is no text', edited(beforeTheEnd(delta('', 7), delta('', { why: 'x' })))],
    [
      'with choices that are none',
      edited(beforeTheEnd(event({ choices: 'x' }), event({ choices: [null] }), event({}))),
    ],
    ['with a delta that is none', edited(beforeTheEnd(event({ choices: [{ delta: null }] }), event([1])))],
    ['with lines that end in CR LF', edited((events) => events.map((text) => text.replaceAll('\n', '\r\n')))],
    [
      'with fields of other kinds',
      edited((events) => events.map((text) => `id: 1\nevent: message\nretry: 5\n${text}`)),
    ],
    ...[1, 2, 3, 7].map((size): [string, Fault] => [
      `in pieces of ${size} bytes, which cut characters in two`,
      edited((events) => events, size),
    ]),
  ];
  for (const [what, fault] of harmless) {
    it(what, async () => {
      const { answer, error, requests } = await ask(fault);
      assert(answer, String(error));
      assert.deepEqual(
        [answer.reasoning, answer.content, answer.finishReason, requests],
        [turn.reasoning, turn.answer, 'stop', 1],
      );
    });
  }

  it('that stays open behind its end, after the longest silence', async () => {
    const fault: Fault = { kind: 'silence', afterEvents: 99 };
    const { answer, requests } = await ask(fault);
    assert.deepEqual([answer?.content, requests], [turn.answer, 1]);
  });

  it('with bytes that are no UTF-8, which it marks', async () => {
    const broken = Buffer.concat([
      Buffer.from('data: {"choices":[{"delta":{"content":" a'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('b"}}]}\n\n'),
    ]);
    const { answer, error } = await ask(edited((events) => [...events.slice(0, -3), broken, ...events.slice(-3)], 1));
    assert.equal(answer?.content, `${turn.answer} a\ufffd\ufffdb`, String(error));
  });

  it('of a megabyte', async function () {
    this.timeout(60_000);
    const long = { reasoning: '漢'.repeat(100_000), answer: 'x🚀'.repeat(333_334) };
    const { answer, error } = await ask(
      edited((events) => events, 16_384),
      { chunkSize: 4000 },
      [long],
    );
    assert(answer, String(error));
    assert.ok(answer.content === long.answer && answer.reasoning === long.reasoning);
    const one = await ask(
      edited((events) => events, 16_384),
      { chunkSize: 2e6, dialect: 'think' },
      [long],
    );
    assert.ok(one.answer?.content === long.answer, String(one.error));
  });
});

describe('a server that gives no answer', () => {
  const raw = (body: string | Uint8Array, more: Partial<Fault & { kind: 'raw' }> = {}): Fault => ({
    kind: 'raw',
    body,
    ...more,
  });
  const json = { 'content-type': 'application/json' };
  const whole = delta('The answer.', 'stop');
  const failures: [string, Fault, WarpsmithError['code'], RegExp][] = [
    ['an empty body', raw(''), 'model-bad-stream', /no event stream.*base URL/],
    ['an empty body that is called JSON', raw('', { headers: json }), 'model-bad-stream', /no event stream/],
    [
      'an answer that is not streamed',
      raw('{"choices": []}', { headers: json }),
      'model-bad-stream',
      /no event stream/,
    ],
    ['[DONE] and nothing else', raw('data: [DONE]\n\n'), 'model-bad-stream', /no event stream/],
    [
      'a line that is cut in two',
      edited((events) => [...events.slice(0, 3), events[3]!.slice(0, 40)]),
      'model-bad-stream',
      /broke off/,
    ],
    ['a chunk that is null', edited(beforeTheEnd('data: null\n\n')), 'model-bad-stream', /no object but null/],
    ['a chunk that is a number', edited(beforeTheEnd('data: 5\n\n')), 'model-bad-stream', /no object but 5/],
    ['a chunk that is a text', edited(beforeTheEnd('data: "x"\n\n')), 'model-bad-stream', /no object but "x"/],
    ['a chunk that is no JSON', edited(beforeTheEnd('data: undefined\n\n')), 'model-bad-stream', /no JSON/],
    ['a finish that is never text', edited((events) => [events[0]!, delta('Hm.', 1)]), 'model-bad-stream', /broke off/],
    [
      'a length that is too short',
      raw(whole, { headers: { 'content-length': '12' } }),
      'model-bad-stream',
      /no event stream|broke off|no JSON/,
    ],
    [
      'a length that is too long, and an end',
      raw(delta('The'), { headers: { 'content-length': '5000' }, ending: 'destroy' }),
      'model-bad-stream',
      /broke off/,
    ],
    [
      'a length that is too long, and then nothing',
      raw(delta('The'), { headers: { 'content-length': '5000' }, ending: 'stay' }),
      'model-unreachable',
      /silent/,
    ],
    [
      'a packing that is none',
      raw(whole, { headers: { 'content-encoding': 'gzip' } }),
      'model-bad-stream',
      /broke off/,
    ],
    ['headers and then nothing', { kind: 'silence', afterEvents: 0 }, 'model-unreachable', /silent/],
    ['half a chunk and then nothing', raw('data: {"cho', { ending: 'stay' }), 'model-unreachable', /silent/],
  ];
  for (const [what, fault, code, text] of failures) {
    it(`but ${what}: says so after another try`, async () => {
      const { answer, error, requests } = await ask(fault);
      assert.equal(answer, null);
      assert.equal(error?.code, code, String(error));
      assert.match(error.message, text);
      assert.equal(requests, 2);
    });
  }
});

describe('a server that counts wrong', () => {
  const right = { prompt_tokens: 3, completion_tokens: 12 };
  const impossible: [string, unknown][] = [
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['a text', 'many'],
    ['a list', [3, 12]],
    ['no prompt', { completion_tokens: 12 }],
    ['no completion', { prompt_tokens: 3 }],
    ['less than nothing', { ...right, completion_tokens: -12 }],
    ['texts', { prompt_tokens: '3', completion_tokens: '12' }],
    ['parts of tokens', { ...right, prompt_tokens: 3.5 }],
    ['more than can be', { ...right, completion_tokens: 1e15 }],
    ['a text without a token', { ...right, completion_tokens: 0 }],
  ];
  for (const [what, usage] of impossible) {
    it(`and says ${what}: an estimate is booked`, async () => {
      const { answer, error } = await ask({ kind: 'usage', usage });
      assert(answer, String(error));
      assert.equal(answer.content, turn.answer);
      assert.equal(answer.usage, null);
      const length = Math.ceil(turn.reasoning.length / 4) + Math.ceil(turn.answer.length / 4);
      const price = { input: 0, cachedInput: 0, output: 1e6 };
      assert.deepEqual(bookingOf(question, answer, price), { tokens: 3 + length, dollars: length });
    });
  }

  const details: [string, object][] = [
    ['more reasoning than there is text', { completion_tokens_details: { reasoning_tokens: 99 } }],
    ['more from its cache than it was sent', { prompt_cache_hit_tokens: 99 }],
  ];
  for (const [what, more] of details) {
    it(`and says ${what}: no part is larger than the whole`, async () => {
      const { answer } = await ask({ kind: 'usage', usage: { ...right, ...more } });
      assert(answer?.usage);
      const { promptTokens, completionTokens, reasoningTokens, cachedTokens } = answer.usage;
      assert.deepEqual([promptTokens, completionTokens], [3, 12]);
      assert.ok(reasoningTokens <= 12 && cachedTokens <= 3);
    });
  }

  for (const odd of [-1, '4', 0.5, null, {}]) {
    it(`and gives ${JSON.stringify(odd)} for a part of them: the part counts as none`, async () => {
      const usage = {
        ...right,
        completion_tokens_details: { reasoning_tokens: odd },
        prompt_tokens_details: { cached_tokens: odd },
        cost: typeof odd === 'number' ? -1 : odd,
      };
      const { answer } = await ask({ kind: 'usage', usage });
      assert.deepEqual(answer?.usage, { promptTokens: 3, completionTokens: 12, reasoningTokens: 0, cachedTokens: 0 });
    });
  }

  it('keeps what it said right before', async () => {
    const wrong = event({ choices: [], usage: { prompt_tokens: -1, completion_tokens: -1 } });
    const { answer } = await ask(edited((events) => [...events.slice(0, -1), wrong, events.at(-1)!]));
    assert.ok((answer?.usage?.completionTokens ?? 0) > 0);
  });
});
