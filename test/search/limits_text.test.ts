import assert from 'node:assert/strict';
import { parseLimits } from '../../lib/search/limits_text.js';

const none = { ms: null, tokens: null, candidates: null, dollars: null };

describe('parseLimits', () => {
  const good: Record<string, object> = {
    '15m': { ms: 900_000 },
    '1h30m, 2M tokens, $3': { ms: 5_400_000, tokens: 2_000_000, dollars: 3 },
    '2m': { ms: 120_000 },
    '2m tokens': { tokens: 2_000_000 },
    '1.5k tokens,0.50 USD': { tokens: 1500, dollars: 0.5 },
    '3$,20 answers': { dollars: 3, candidates: 20 },
    '1 candidate,1 token,1 dollar': { candidates: 1, tokens: 1, dollars: 1 },
  };
  for (const [text, limits] of Object.entries(good)) {
    it(`reads "${text}"`, () => assert.deepEqual(parseLimits(text), { ...none, ...limits }));
  }

  it('takes no text for no limit', () => assert.deepEqual(parseLimits(undefined), none));

  const bad: Record<string, RegExp> = {
    '15': /Did you mean 15m\?.*2M tokens, \$3/,
    '0 tokens': /above nothing/,
    $0: /above nothing/,
    '15m,20m': /once.*"20m"/,
    // What a shell leaves of "15m,$3" in double quotes.
    '15m,': /single quotes/,
    '-3 tokens': /such as 90s/,
    'three dollars': /such as 90s/,
  };
  for (const [text, message] of Object.entries(bad)) {
    it(`refuses "${text}"`, () => assert.throws(() => parseLimits(text), { code: 'bad-option', message }));
  }
});
