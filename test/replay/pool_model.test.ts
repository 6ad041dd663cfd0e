import assert from 'node:assert/strict';
import { setImmediate as settled } from 'node:timers/promises';
import type { Message } from '../../lib/dialogue/messages.js';
import type { Model, ModelAnswer } from '../../lib/dialogue/model.js';
import { createPoolModel } from '../../lib/replay/pool_model.js';
import { manualClock } from '../search/manual_clock.js';
import { sampleAnswer, samplePool } from './sample_pool.js';

const task: Message = { role: 'user', content: 'Write it.' };

/** A dialogue in which these were answered. */
const after = (...contents: string[]): Message[] => [
  task,
  ...contents.flatMap((content): Message[] => [
    { role: 'assistant', content },
    { role: 'user', content: 'It is wrong.' },
  ]),
];

const contentOf = (id: string): string => sampleAnswer(id).answer;

async function idOf(answer: ModelAnswer | Promise<ModelAnswer>): Promise<string> {
  return /The answer (\S+),/.exec((await answer).content)?.[1] ?? '';
}

/** Two threads, of which the first forks. */
const forked = samplePool(
  sampleAnswer('a'),
  sampleAnswer('b'),
  sampleAnswer('a1', 'a'),
  sampleAnswer('a2', 'a'),
  sampleAnswer('a11', 'a1'),
);

const instant = (more = {}): Model => createPoolModel(forked, { speed: Infinity, ...more });

describe('which answer a pool model gives', () => {
  it('starts a thread in a new dialogue, each once', async () => {
    const model = instant();
    assert.equal(await idOf(model.answer([task])), 'a');
    assert.equal(await idOf(model.answer([task])), 'b');
    await assert.rejects(model.answer([task]), {
      code: 'model-exhausted',
      message: /sample .*3 are left, each in a thread/,
    });
  });

  it('goes on with what came after the last answer, in the order of the file', async () => {
    const model = instant();
    await model.answer([task]);
    assert.equal(await idOf(model.answer(after(contentOf('a')))), 'a1');
    assert.equal(await idOf(model.answer(after(contentOf('a')))), 'a2');
    assert.equal(await idOf(model.answer(after(contentOf('a'), contentOf('a1')))), 'a11');
  });

  it('knows an answer whose white space at the ends is gone', async () => {
    const model = instant();
    assert.equal(await idOf(model.answer(after(`\n${contentOf('a').trim()}`))), 'a1');
  });

  it('starts a new thread where this one has ended, and where the last answer is none of its own', async () => {
    const model = instant();
    assert.equal(await idOf(model.answer(after('Something else.'))), 'a');
    assert.equal(await idOf(model.answer(after(contentOf('a11')))), 'b');
    await assert.rejects(model.answer(after(contentOf('a11'))), { code: 'model-exhausted' });
  });

  it('looks at the last answer only', async () => {
    const model = instant();
    assert.equal(await idOf(model.answer(after(contentOf('a'), 'Something else.'))), 'a');
  });

  it('gives different answers to requests at the same time, in the order of the requests', async () => {
    const clock = manualClock();
    const model = createPoolModel(forked, { clock });
    const asked = [model.answer([task]), model.answer(after(contentOf('a'))), model.answer(after(contentOf('a')))];
    const over = Promise.all(asked.map(idOf));
    for (let i = 0; i < 100; i++) {
      clock.pass(1000);
      await settled();
    }
    assert.deepEqual(await over, ['a', 'a1', 'a2']);
  });

  it('leaves out what was used before, once for each time', async () => {
    const model = instant({ used: [contentOf('a'), contentOf('a1').trim(), 'Something else.'] });
    assert.equal(await idOf(model.answer([task])), 'b');
    assert.equal(await idOf(model.answer(after(contentOf('a')))), 'a2');
    const twice = samplePool(sampleAnswer('x'), sampleAnswer('y', null, { answer: contentOf('x') }));
    const rest = createPoolModel(twice, { speed: Infinity, used: [contentOf('x')] });
    assert.equal(await idOf(rest.answer([task])), 'x');
    await assert.rejects(rest.answer([task]), { code: 'model-exhausted', message: /All of them were given/ });
  });

  it('goes on after either of two answers with one text', async () => {
    const repeated = samplePool(
      sampleAnswer('x'),
      sampleAnswer('again', 'x', { answer: contentOf('x') }),
      sampleAnswer('new', 'again'),
    );
    const model = createPoolModel(repeated, { speed: Infinity });
    assert.equal(await idOf(model.answer([task])), 'x');
    assert.equal(await idOf(model.answer(after(contentOf('x')))), 'x');
    assert.equal(await idOf(model.answer(after(contentOf('x'), contentOf('x')))), 'new');
  });
});

describe('how a pool model answers', () => {
  it('streams the reasoning and then the content over the recorded time, and tells what passed', async () => {
    const { model, clock, events, turnTo } = watched({ speed: 2 });
    const answer = model.answer([task], events.ask);
    await turnTo(3900);
    const [reasoning, none] = events.texts();
    assert.ok(reasoning!.length > 0 && reasoning!.length < sampleAnswer('a').reasoning.length);
    assert.equal(none, '');
    await turnTo(4000);
    assert.deepEqual(events.texts(), [sampleAnswer('a').reasoning, '']);
    await turnTo(4990);
    assert.notEqual(events.texts()[1], sampleAnswer('a').answer);
    await turnTo(5000);
    assert.deepEqual(events.texts(), [sampleAnswer('a').reasoning, sampleAnswer('a').answer]);
    const { ms, firstTokenMs, finishReason, usage } = await answer;
    assert.equal(ms, 5000);
    assert.ok(firstTokenMs! > 0 && firstTokenMs! < 4000);
    assert.equal(finishReason, 'stop');
    assert.deepEqual(usage, { promptTokens: 3, completionTokens: 100, reasoningTokens: 80, cachedTokens: 0 });
    assert.equal(clock.waiting, 0);
  });

  it('catches up where the clock has run on: delays do not add up', async () => {
    const { model, events, clock } = watched();
    const answer = model.answer([task], events.ask);
    clock.pass(60_000);
    assert.equal((await answer).ms, 60_000);
  });

  it('takes an answer back that was stopped on its way', async () => {
    const { model, clock, turnTo } = watched();
    const stop = new AbortController();
    const stopped = model.answer([task], { signal: stop.signal });
    await turnTo(5000);
    stop.abort();
    await assert.rejects(stopped, { code: 'aborted' });
    assert.equal(clock.waiting, 0, 'it still waits');
    const again = model.answer([task]);
    await turnTo(20_000);
    assert.equal(await idOf(again), 'a');
    await assert.rejects(model.answer([task], { signal: stop.signal }), { code: 'aborted' });
  });

  it('is cut where a limit of tokens ends it, with its time', async () => {
    const answer = await instant().answer([task], { maxTokens: 90 });
    assert.equal(answer.finishReason, 'length');
    assert.equal(answer.reasoning, sampleAnswer('a').reasoning);
    assert.equal(answer.content, sampleAnswer('a').answer.slice(0, 12));
    assert.deepEqual([answer.usage?.completionTokens, answer.usage?.reasoningTokens], [90, 80]);
  });

  it('takes the real clock by default', async () => {
    const quick = samplePool(sampleAnswer('a', null, { thinkMs: 30, answerMs: 10 }));
    const { ms } = await createPoolModel(quick).answer([task]);
    assert.ok(ms >= 40, `${ms} ms`);
  });

  it('costs nothing unless it is given a price', () => {
    assert.deepEqual(instant().price, { input: 0, cachedInput: 0, output: 0 });
    const price = { input: 1, cachedInput: 0.5, output: 2 };
    assert.deepEqual(instant({ price }).price, price);
  });

  it('wants a speed above 0', () => {
    for (const speed of [0, -1, NaN]) assert.throws(() => instant({ speed }), { code: 'bad-option', message: /speed/ });
  });
});

/** A model on a clock that the test turns, and what it streams. */
function watched(more = {}) {
  const clock = manualClock();
  const started = clock.now();
  let reasoning = '';
  let content = '';
  return {
    clock,
    model: createPoolModel(forked, { clock, ...more }),
    events: {
      ask: { onReasoning: (text: string) => (reasoning += text), onContent: (text: string) => (content += text) },
      texts: () => [reasoning, content],
    },
    /** Lets the clock go on to so many milliseconds, in small steps. */
    turnTo: async (ms: number): Promise<void> => {
      while (clock.now() - started < ms) {
        clock.pass(Math.min(10, started + ms - clock.now()));
        await settled();
      }
    },
  };
}
