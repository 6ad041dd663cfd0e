import assert from 'node:assert/strict';
import { parseDuration } from '../../lib/search/duration.js';

describe('parseDuration', () => {
  const good = {
    '15m': 900_000,
    '90s': 90_000,
    '1h30m': 5_400_000,
    '2h': 7_200_000,
    '1.5h': 5_400_000,
    ' 1H 5s ': 3_605_000,
  };
  for (const [text, ms] of Object.entries(good)) {
    it(`reads "${text}"`, () => assert.equal(parseDuration(text), ms));
  }

  for (const text of ['', '0m', '-5m', '5', 'm', '30m1h', '5 minutes', '1e3s', 'NaN', '10ms']) {
    it(`refuses "${text}" and says what is expected`, () =>
      assert.throws(() => parseDuration(text), { code: 'bad-option', message: /such as 90s, 15m or 1h30m, found/ }));
  }

  it('guesses what a bare number may mean', () => assert.throws(() => parseDuration('15'), /Did you mean 15m\?/));
});
