import assert from 'node:assert/strict';
import { composeHistory } from '../../lib/dialogue/transcript.js';

const turns = [1, 2, 3, 4, 5].map((number) => ({ number, answer: `answer ${number}`, reply: 'r'.repeat(400) }));

describe('composeHistory', () => {
  it('keeps everything that fits', () => {
    const { messages, leftOut } = composeHistory('task', turns, 2, 10_000);
    assert.equal(messages.length, 11);
    assert.deepEqual(messages[0], { role: 'user', content: 'task' });
    assert.deepEqual(leftOut, []);
  });

  it('keeps the task, the best turn and the last two beyond the limit', () => {
    const { messages, leftOut, estimatedTokens } = composeHistory('task', turns, 2, 400);
    assert.deepEqual(leftOut, [1, 3]);
    assert.match(messages[0]!.content, /^task\n\(2 earlier turns are left out/);
    const answers = messages.filter(({ role }) => role === 'assistant').map(({ content }) => content);
    assert.deepEqual(answers, ['answer 2', 'answer 4', 'answer 5']);
    assert.ok(estimatedTokens < 400);
  });

  it('alternates roles and ends with the user, whatever is kept', () => {
    for (const limit of [0, 400, 10_000]) {
      for (let count = 0; count <= turns.length; count++) {
        const { messages } = composeHistory('task', turns.slice(0, count), count > 2 ? 1 : null, limit);
        messages.forEach(({ role }, index) => assert.equal(role, index % 2 === 0 ? 'user' : 'assistant'));
        assert.equal(messages.at(-1)!.role, 'user');
      }
    }
  });

  it('never sends an empty answer', () => {
    const { messages } = composeHistory('task', [{ number: 1, answer: ' ', reply: 'r' }], null, 100);
    assert.equal(messages[1]!.content, '(This answer was empty.)');
  });
});
