import assert from 'node:assert/strict';
import { consumptionIn, consumptionText } from '../../lib/search/consumption.js';
import type { JournalEvent } from '../../lib/search/journal_events.js';

const usage = { promptTokens: 100, completionTokens: 50, reasoningTokens: 40, cachedTokens: 30 };
const answered: JournalEvent = {
  at: '',
  usedMs: 0,
  type: 'answer',
  problem: 'p',
  turn: 1,
  reasoning: '',
  content: '',
  finishReason: 'stop',
  usage,
  tokens: 150,
  dollars: 0.25,
  ms: 1,
  firstTokenMs: null,
};

describe('consumption', () => {
  it('keeps cached and reasoning tokens apart', () => {
    const found = consumptionIn([answered, answered]);
    assert.deepEqual(found, {
      answers: 2,
      estimated: 0,
      tokens: 300,
      promptTokens: 200,
      cachedTokens: 60,
      completionTokens: 100,
      reasoningTokens: 80,
      dollars: 0.5,
    });
    assert.equal(consumptionText(found), '2 answers, 300 tokens: 200 in (60 cached), 100 out (80 reasoning); $0.5000');
  });

  it('says what was estimated, and that a price is unknown', () => {
    const found = consumptionIn([answered, { ...answered, usage: null, tokens: 7, dollars: null }]);
    assert.deepEqual([found.estimated, found.tokens, found.promptTokens, found.dollars], [1, 157, 100, null]);
    assert.match(consumptionText(found), /1 answers without the server's count, estimated; price unknown/);
  });

  it('knows no price of an older run', () => {
    const older = { ...answered };
    delete older.dollars;
    assert.equal(consumptionIn([older]).dollars, null);
  });
});
