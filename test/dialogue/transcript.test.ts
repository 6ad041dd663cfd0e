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

  it('leaves out the earlier turns beyond the limit, and keeps the last two whatever their size', () => {
    for (const limit of [0, 400]) {
      const { messages, leftOut } = composeHistory('task', turns, null, limit);
      assert.deepEqual(leftOut, [1, 2, 3]);
      assert.match(messages[0]!.content, /^task\n# What came before\n\n3 earlier turns of this dialogue are left out/);
      const answers = messages.filter(({ role }) => role === 'assistant').map(({ content }) => content);
      assert.deepEqual(answers, ['answer 4', 'answer 5']);
    }
  });

  it('lists what was tried and what came of it, and shows the best kernel in full, once', () => {
    const source = `/*---\nlaunch: []\n---*/\n${'// wide\n'.repeat(60)}code`;
    const tried = turns.map((turn) => ({
      ...turn,
      answer: `Tiles of ${turn.number} rows. More.\n\`\`\`cuda\n${source}\n\`\`\``,
      summary: `right in ${turn.number} ms`,
    }));
    const { messages, leftOut, estimatedTokens } = composeHistory('task', tried, 2, 1100);
    assert.deepEqual(leftOut, [1, 2, 3]);
    const { content } = messages[0]!;
    assert.match(content, /\n- turn 1, "Tiles of 1 rows\.": right in 1 ms\n- turn 2, [^\n]*\n- turn 3, [^\n]*\n\n/);
    assert.ok(content.includes(`that of turn 2: right in 2 ms.\n\n\`\`\`cuda\n${source}\n\`\`\`\n`));
    assert.equal(content.split(source).length, 2);
    assert.ok(estimatedTokens <= 1100, `${estimatedTokens}`);
    // The best one is among the messages: once is enough.
    const [first] = composeHistory('task', tried, 5, 1100).messages;
    assert.doesNotMatch(first!.content, /best kernel|```cuda/);
  });

  it('leaves out several turns at once, so that the next request begins like this one', () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ number: i + 1, answer: `a${i}`, reply: 'r'.repeat(400) }));
    const counts = new Set<number>();
    let changes = 0;
    let before = '';
    for (let length = 3; length <= many.length; length++) {
      const { messages, leftOut, estimatedTokens } = composeHistory('task', many.slice(0, length), null, 2500);
      assert.ok(estimatedTokens <= 2500);
      counts.add(leftOut.length);
      if (messages[0]!.content !== before) changes++;
      before = messages[0]!.content;
    }
    assert.ok([...counts].every((count) => count % 4 === 0) && counts.size > 2);
    assert.equal(changes, counts.size);
  });

  it('lists thirty turns at most and says how many there are more', () => {
    const many = Array.from({ length: 100 }, (_, i) => ({ number: i + 1, answer: 'a', reply: 'Turn 1: wrong.\nmore' }));
    const [first] = composeHistory('task', many, null, 0).messages;
    assert.match(first!.content, /98 earlier turns[^]*- \(The first 68 are not listed\.\)\n- turn 69, "a": wrong\n/);
    assert.equal(first!.content.match(/^- turn /gm)?.length, 30);
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
