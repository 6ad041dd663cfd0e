import assert from 'node:assert/strict';
import { startLoopbackServer } from '../../lib/demo/loopback_server.js';
import type { Dialect } from '../../lib/demo/wire_format.js';
import { createModel } from '../../lib/dialogue/model.js';
import { presetNamed, presetNames, presets, type PresetName } from '../../lib/dialogue/presets.js';

const turns = [{ reasoning: 'Which way?', answer: 'This way.' }];

/** Where each server's reasoning arrives: with its parser for reasoning, and without. */
const dialects: Record<PresetName, Dialect[]> = {
  deepseek: ['reasoning_content'],
  nvidia: ['reasoning_content', 'think'],
  vllm: ['reasoning', 'reasoning_content', 'think-open', 'think'],
  sglang: ['reasoning_content', 'think-open', 'think'],
  ollama: ['reasoning', 'think'],
  openrouter: ['reasoning'],
};

describe('presets', () => {
  for (const name of presetNames) {
    for (const dialect of dialects[name]) {
      it(`${name}: reads reasoning in the dialect ${dialect} and sends what the server accepts`, async () => {
        await using server = await startLoopbackServer({ turns }, { dialect });
        const { temperature, streamUsage } = presetNamed(name);
        const model = createModel({ baseUrl: server.baseUrl, model: 'm', temperature, streamUsage, maxRetries: 0 });
        const answer = await model.answer([{ role: 'user', content: 'Where?' }]);
        assert.deepEqual([answer.reasoning, answer.content], ['Which way?', 'This way.']);
        const body = JSON.parse(server.requests[0]!.body) as object;
        assert.equal('temperature' in body, temperature !== null);
        assert.equal('stream_options' in body, streamUsage);
      });
    }

    it(`${name}: has an address that a model can be made with`, () => {
      const { baseUrl, model } = presetNamed(name);
      assert.equal(createModel({ baseUrl, model: model ?? 'm', apiKey: 'k' }).baseUrl, baseUrl);
    });
  }

  it('needs no key for servers on this machine', () => {
    for (const name of ['vllm', 'sglang', 'ollama'] as const) {
      assert.equal(new URL(presets[name].baseUrl).hostname, '127.0.0.1');
    }
  });

  for (const name of ['gpt', '', 'toString', 'Ollama']) {
    it(`refuses "${name}" and lists what there is`, () =>
      assert.throws(() => presetNamed(name), { code: 'bad-option', message: /deepseek, nvidia, .* --base-url/ }));
  }
});
