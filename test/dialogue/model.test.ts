import assert from 'node:assert/strict';
import { createModel, type ModelOptions } from '../../lib/dialogue/model.js';
import type { Message } from '../../lib/dialogue/messages.js';
import { startLoopbackServer, type LoopbackOptions } from '../../lib/demo/loopback_server.js';

const turns = [
  { reasoning: 'Let me think: 1 < 2 – gut.', answer: 'First answer, with 漢字 and 🚀.' },
  { reasoning: 'Once more.', answer: 'Second answer.' },
];
const question: Message[] = [{ role: 'user', content: 'What is it?' }];

async function withModel(
  options: LoopbackOptions,
  use: (context: {
    model: ReturnType<typeof createModel>;
    server: Awaited<ReturnType<typeof startLoopbackServer>>;
  }) => Promise<void>,
  modelOptions: Partial<ModelOptions> = {},
): Promise<void> {
  await using server = await startLoopbackServer({ turns }, options);
  const model = createModel({ baseUrl: server.baseUrl, model: 'r1', firstPauseMs: 1, maxRetries: 2, ...modelOptions });
  await use({ model, server });
}

describe('model', () => {
  for (const dialect of ['reasoning_content', 'reasoning', 'think', 'think-open'] as const) {
    for (const chunkSize of [1, 5, 1000]) {
      it(`reads the ${dialect} dialect in chunks of ${chunkSize}`, () =>
        withModel({ dialect, chunkSize, keepAlives: 3 }, async ({ model }) => {
          const answer = await model.answer(question);
          assert.equal(answer.reasoning, turns[0]!.reasoning);
          assert.equal(answer.content, turns[0]!.answer);
          assert.equal(answer.finishReason, 'stop');
          assert.deepEqual(answer.usage, {
            promptTokens: 3,
            completionTokens: 15,
            reasoningTokens: 7,
            cachedTokens: 0,
          });
          assert.ok(answer.firstTokenMs !== null && answer.firstTokenMs <= answer.ms);
        }));
    }
  }

  it('shows the parts as they arrive', () =>
    withModel({ chunkSize: 4 }, async ({ model }) => {
      const seen = { reasoning: '', content: '' };
      await model.answer(question, {
        onReasoning: (text) => (seen.reasoning += text),
        onContent: (text) => (seen.content += text),
      });
      assert.deepEqual(seen, { reasoning: turns[0]!.reasoning, content: turns[0]!.answer });
    }));

  it('sends content only, no system prompt, the key, and asks for the usage', () =>
    withModel(
      {},
      async ({ model, server }) => {
        const answered = { role: 'assistant' as const, content: 'First.', reasoning_content: 'secret thought' };
        const answer = await model.answer([...question, answered, { role: 'user', content: 'Again.' }]);
        assert.equal(answer.content, turns[1]!.answer);
        const request = server.requests[0]!;
        assert.equal(request.authorization, 'Bearer key-1');
        assert.deepEqual(JSON.parse(request.body), {
          model: 'r1',
          messages: [...question, { role: 'assistant', content: 'First.' }, { role: 'user', content: 'Again.' }],
          stream: true,
          stream_options: { include_usage: true },
          temperature: 0.6,
          max_tokens: 500,
        });
      },
      { apiKey: 'key-1', maxTokens: 500 },
    ));

  it('leaves the temperature out for models that refuse one', () =>
    withModel(
      {},
      async ({ model, server }) => {
        await model.answer(question);
        assert.ok(!('temperature' in (JSON.parse(server.requests[0]!.body) as object)));
      },
      { temperature: null },
    ));

  it("keeps the smaller limit of an answer, its own or the request's", () =>
    withModel(
      {},
      async ({ model, server }) => {
        await model.answer(question, { maxTokens: 40 });
        await model.answer(question, { maxTokens: 4000 });
        const limits = server.requests.map(({ body }) => (JSON.parse(body) as { max_tokens: number }).max_tokens);
        assert.deepEqual(limits, [40, 500]);
      },
      { maxTokens: 500 },
    ));

  it('reads what the server says of the cost, unless a price was given', async () => {
    await withModel({ cost: 0.25 }, async ({ model }) => {
      assert.equal((await model.answer(question)).usage?.dollars, 0.25);
    });
    const price = { input: 1, cachedInput: 1, output: 1 };
    await withModel(
      { cost: 0.25 },
      async ({ model }) => {
        assert.equal((await model.answer(question)).usage?.dollars, undefined);
        assert.deepEqual(model.price, price);
      },
      { price },
    );
  });

  it('hands a cut-off answer over as it is', () =>
    withModel({ fault: () => ({ kind: 'finish', reason: 'length', share: 0.5 }) }, async ({ model, server }) => {
      const answer = await model.answer(question);
      assert.equal(answer.finishReason, 'length');
      assert.ok(turns[0]!.answer.startsWith(answer.content));
      assert.equal(server.requests.length, 1);
    }));

  it('stops at once when the signal fires, before and within an answer', () =>
    withModel({ fault: () => ({ kind: 'silence', afterEvents: 3 }) }, async ({ model, server }) => {
      await assert.rejects(model.answer(question, { signal: AbortSignal.abort() }), { code: 'aborted' });
      assert.equal(server.requests.length, 0);
      const stop = new AbortController();
      const answer = model.answer(question, { signal: stop.signal, onReasoning: () => stop.abort() });
      await assert.rejects(answer, { code: 'aborted' });
      assert.equal(server.requests.length, 1);
    }));
});
