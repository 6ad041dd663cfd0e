import assert from 'node:assert/strict';
import type { ModelAnswer } from '../../lib/dialogue/model.js';
import type { Message } from '../../lib/dialogue/messages.js';
import { answerRoom, bookingOf, requestEstimate } from '../../lib/search/booking.js';
import { createBudget } from '../../lib/search/budget.js';
import type { JournalEvent } from '../../lib/search/journal_events.js';

const price = { input: 1, cachedInput: 0.1, output: 4 };
const messages: Message[] = [{ role: 'user', content: 'x'.repeat(400) }];
const usage = { promptTokens: 110, completionTokens: 60, reasoningTokens: 50, cachedTokens: 100 };
const answer: ModelAnswer = {
  reasoning: 'y'.repeat(200),
  content: 'z'.repeat(40),
  finishReason: 'stop',
  usage,
  ms: 1,
  firstTokenMs: null,
};
const answered: JournalEvent = {
  at: '',
  usedMs: 0,
  type: 'answer',
  problem: 'p',
  turn: 1,
  ...answer,
  tokens: 170,
};

describe('bookingOf', () => {
  it("books the server's figures", () => {
    const { tokens, dollars } = bookingOf(messages, answer, price);
    assert.equal(tokens, 170);
    assert.equal(Math.round((dollars ?? 0) * 1e9), 10_000 + 10_000 + 240_000);
  });

  it('estimates what the server does not count', () => {
    const { tokens, dollars } = bookingOf(messages, { ...answer, usage: null }, price);
    assert.equal(tokens, 160);
    assert.equal(Math.round((dollars ?? 0) * 1e9), 100_000 + 240_000);
  });

  it('books no money where no price is known', () => assert.equal(bookingOf(messages, answer, null).dollars, null));
});

describe('requestEstimate', () => {
  it('expects an answer as long as the longest so far', () => {
    const shorter = { ...answered, usage: { ...usage, completionTokens: 7 } };
    const estimate = requestEstimate(100, [shorter, answered, shorter], { price });
    assert.equal(estimate.tokens, 160);
    assert.equal(Math.round(estimate.dollars * 1e9), 100_000 + 240_000);
    assert.equal(estimate.candidates, 1);
  });

  it('expects no more than an answer may have', () => {
    assert.equal(requestEstimate(100, [answered], { maxTokens: 20 }).tokens, 120);
  });

  it('expects next to nothing of the first answer', () => assert.equal(requestEstimate(100, [], {}).tokens, 101));
});

describe('answerRoom', () => {
  it('is what the tokens or the money leave beside the prompt, whichever is less', () => {
    assert.equal(answerRoom(100, createBudget({ tokens: 1000 }), price, 1), 900);
    assert.equal(answerRoom(100, createBudget({ dollars: 0.0005 }), price, 1), 100);
    assert.equal(answerRoom(100, createBudget({ tokens: 150, dollars: 0.0005 }), price, 1), 50);
  });

  it('is not bounded without limits, or where tokens cost nothing', () => {
    assert.equal(answerRoom(100, createBudget({}), price, 1), null);
    assert.equal(answerRoom(100, createBudget({ dollars: 1 }), { input: 0, cachedInput: 0, output: 0 }, 1), null);
  });

  it('asks for no more than servers can give', () => {
    assert.equal(answerRoom(100, createBudget({ tokens: 100 + 32_767 }), price, 1), 32_767);
    assert.equal(answerRoom(100, createBudget({ tokens: 100 + 32_768 }), price, 1), null);
  });

  it('is never nothing', () => assert.equal(answerRoom(100, createBudget({ tokens: 10 }), price, 1), 1));
});
