import assert from 'node:assert/strict';
import { presets } from '../../lib/dialogue/presets.js';
import { costOf, listedPrices, noPrice, parsePrice, priceOf } from '../../lib/dialogue/prices.js';

const price = { input: 1, cachedInput: 0.1, output: 4 };
const usage = { promptTokens: 1_000_000, completionTokens: 500_000, reasoningTokens: 400_000, cachedTokens: 250_000 };

function near(found: number | null, expected: number): void {
  assert.ok(found !== null && Math.abs(found - expected) < 1e-9, `expected ${expected}, found ${found}`);
}

describe('costOf', () => {
  it('charges cached tokens apart, and reasoning once, as part of the completion', () => {
    near(costOf(usage, price), 0.75 + 0.025 + 2);
  });

  it('takes what the server says before what is listed', () => {
    assert.equal(costOf({ ...usage, dollars: 0.5 }, price), 0.5);
    assert.equal(costOf({ ...usage, dollars: 0 }, null), 0);
  });

  it('knows nothing without a price', () => assert.equal(costOf(usage, null), null));

  it('never charges less than nothing when a server counts more cached tokens than prompt tokens', () => {
    near(costOf({ ...usage, cachedTokens: 9_000_000, completionTokens: 0 }, price), 0.1);
  });
});

describe('priceOf', () => {
  it('knows the models of the presets that cost money and have a default model', () => {
    for (const { baseUrl, model } of [presets.deepseek, presets.openrouter]) {
      assert.ok((priceOf(baseUrl, model)?.output ?? 0) > 0, model);
    }
  });

  it('takes servers on this machine for free, and guesses nothing else', () => {
    assert.equal(priceOf(presets.ollama.baseUrl, 'anything'), noPrice);
    assert.equal(priceOf(presets.deepseek.baseUrl, 'deepseek-v9'), null);
    assert.equal(priceOf('https://example.org/v1', presets.deepseek.model), null);
    assert.equal(priceOf(presets.nvidia.baseUrl, 'any'), null);
  });

  it('says of each price when and where it was read', () => {
    for (const { asOf, source, host, input, cachedInput } of listedPrices) {
      assert.match(asOf, /^20\d\d-\d\d-\d\d$/);
      const page = /https:\S*[^\s,]/.exec(source)?.[0] ?? '';
      const service = host.split('.').slice(-2).join('.');
      assert.ok(new URL(page).hostname.endsWith(service), `a page of the service itself, not ${page}`);
      assert.ok(cachedInput <= input);
    }
  });
});

describe('parsePrice', () => {
  it('takes two numbers or three', () => {
    assert.deepEqual(parsePrice('0.55, 2.19'), { input: 0.55, cachedInput: 0.55, output: 2.19 });
    assert.deepEqual(parsePrice('1,0.1,4'), price);
    assert.deepEqual(parsePrice('0,0'), noPrice);
  });

  for (const text of ['', '1', '1,2,3,4', '-1,2', '$1,$2', '1,,2', '1e3,2']) {
    it(`refuses "${text}"`, () =>
      assert.throws(() => parsePrice(text), { code: 'bad-option', message: /INPUT,CACHED,OUTPUT/ }));
  }
});
