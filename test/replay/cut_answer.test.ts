import assert from 'node:assert/strict';
import { cutAnswer } from '../../lib/replay/cut_answer.js';
import { sampleAnswer } from './sample_pool.js';

describe('cutAnswer', () => {
  const whole = sampleAnswer('a', null, { reasoning: '0123456789', answer: 'abcdefghij' });

  it('leaves an answer alone that is within the limit, or has none', () => {
    assert.equal(cutAnswer(whole, undefined), whole);
    assert.equal(cutAnswer(whole, 100), whole);
  });

  it('cuts the answer in proportion, with its time, and keeps the reasoning', () => {
    assert.deepEqual(cutAnswer(whole, 95), {
      ...whole,
      answer: 'abcdefg',
      answerMs: 1500,
      tokens: { completion: 95, reasoning: 80 },
      finishReason: 'length',
    });
  });

  it('cuts in mid-reasoning and leaves no answer', () => {
    assert.deepEqual(cutAnswer(whole, 20), {
      ...whole,
      reasoning: '01',
      answer: '',
      thinkMs: 2000,
      answerMs: 0,
      tokens: { completion: 20, reasoning: 20 },
      finishReason: 'length',
    });
  });

  it('leaves characters whole, and manages an answer without reasoning', () => {
    const short = { ...whole, reasoning: '', thinkMs: 0, answer: '→😀→😀', tokens: { completion: 4, reasoning: 0 } };
    assert.equal(cutAnswer(short, 2).answer, '→😀');
  });
});
