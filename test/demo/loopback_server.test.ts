import assert from 'node:assert/strict';
import type { Fault } from '../../lib/demo/faults.js';
import { type Served, startLoopbackServer } from '../../lib/demo/loopback_server.js';

const turns = [
  { reasoning: 'Think.', answer: 'One.' },
  { reasoning: 'Again.', answer: 'Two.' },
];
const user = (content: string) => ({ role: 'user', content });
const assistant = (content: string) => ({ role: 'assistant', content });

function ask(baseUrl: string, body: object | string, path = '/chat/completions'): Promise<Response> {
  const text = typeof body === 'string' ? body : JSON.stringify({ model: 'r1', stream: true, ...body });
  return fetch(baseUrl + path, { method: 'POST', body: text });
}

describe('loopback server', () => {
  it("speaks R1's wire format", async () => {
    await using server = await startLoopbackServer({ turns }, { chunkSize: 3, keepAlives: 2 });
    const response = await ask(server.baseUrl, { messages: [user('?')] });
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    const text = await response.text();
    assert.match(text, /^: keep-alive\n\n: keep-alive\n\ndata: /);
    assert.match(text, /data: \[DONE\]\n\n$/);
    type Chunk = { choices: { delta: Record<string, string | null>; finish_reason: string | null }[]; usage?: object };
    const chunks = [...text.matchAll(/^data: (\{.*)$/gm)].map((match) => JSON.parse(match[1]!) as Chunk);
    const field = (name: string) => chunks.map((chunk) => chunk.choices[0]?.delta[name] ?? '').join('');
    assert.equal(field('reasoning_content'), 'Think.');
    assert.equal(field('content'), 'One.');
    assert.equal(chunks.at(-2)!.choices[0]!.finish_reason, 'stop');
    assert.deepEqual(chunks.at(-1)!.choices, []);
    assert.ok(chunks.at(-1)!.usage);
  });

  it('chooses the turn by the answers in the request, so that asking again changes nothing', async () => {
    await using server = await startLoopbackServer({ turns });
    const messages = [user('?'), assistant('One.'), user('And?')];
    for (let time = 0; time < 2; time++) {
      assert.match(await (await ask(server.baseUrl, { messages })).text(), /"content":"Two\."/);
    }
    const ended = await ask(server.baseUrl, { messages: [...messages, assistant('Two.'), user('And?')] });
    assert.equal(ended.status, 400);
    assert.match(await ended.text(), /has 2 turns/);
  });

  const bad: [string, object | string, RegExp][] = [
    ['reasoning that was sent back', { messages: [user('?'), { ...assistant('a'), reasoning_content: 'r' }, user('b')] }, /reasoning/],
    ['thinking that was sent back', { messages: [user('?'), assistant('<think>r</think>a'), user('b')] }, /reasoning/],
    ['a system prompt', { messages: [{ role: 'system', content: 's' }, user('?')] }, /role/],
    ['roles that do not alternate', { messages: [user('?'), user('!')] }, /alternate/],
    ['an answer at the end', { messages: [user('?'), assistant('a')] }, /last message/],
    ['a request that is not streamed', { messages: [user('?')], stream: false }, /stream/],
    ['no JSON', '{', /no JSON/],
  ];
  for (const [name, body, complaint] of bad) {
    it(`refuses ${name}`, async () => {
      await using server = await startLoopbackServer({ turns });
      const response = await ask(server.baseUrl, body);
      assert.equal(response.status, 400);
      assert.match(await response.text(), complaint);
    });
  }

  it('answers with and without /v1, lists its model, and knows nothing else', async () => {
    await using server = await startLoopbackServer({ turns });
    const bare = server.baseUrl.replace(/\/v1$/, '');
    assert.equal((await ask(bare, { messages: [user('?')] })).status, 200);
    assert.match(await (await fetch(`${server.baseUrl}/models`)).text(), /"recorded"/);
    assert.equal((await fetch(`${server.baseUrl}/nothing`)).status, 404);
  });

  it('answers by the messages, at its pace, and tells of what went out whole', async () => {
    const told: Served[] = [];
    const usage = { prompt_tokens: -1 };
    const faults: (Fault | undefined)[] = [
      undefined,
      { kind: 'break-off', afterEvents: 2 },
      { kind: 'usage', usage },
    ];
    await using server = await startLoopbackServer(
      { answerTo: ([first], index) => ({ reasoning: 'Hm.', answer: `${first?.content} ${index}` }) },
      {
        pace: () => ({ firstMs: 5, keepAliveMs: 2, delayMs: 0 }),
        fault: ({ index }) => faults[index],
        served: (served) => told.push(served),
      },
    );
    const whole = await (await ask(server.baseUrl, { messages: [user('Why?')] })).text();
    assert.equal(whole.split(': keep-alive').length, 3);
    assert.match(whole, /"content":"Why\? 0"/);
    await assert.rejects((await ask(server.baseUrl, { messages: [user('Why?')] })).text());
    assert.match(await (await ask(server.baseUrl, { messages: [user('Why?')] })).text(), /"prompt_tokens":-1/);
    assert.deepEqual(
      told.map(({ index, answer }) => [index, answer]),
      [
        [0, 'Why? 0'],
        [2, 'Why? 2'],
      ],
    );
    assert.deepEqual(told[1]?.usage, usage);
  });

  it('ends while an answer is being sent', async () => {
    const server = await startLoopbackServer({ turns }, { delayMs: 60_000 });
    const response = await ask(server.baseUrl, { messages: [user('?')] });
    await server.close();
    await assert.rejects(response.text());
  });
});
