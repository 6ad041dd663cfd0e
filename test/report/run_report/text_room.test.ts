import assert from 'node:assert/strict';
import type { EventOf } from '../../../lib/search/journal_events.js';
import { fairLength, preformatted, textRoom } from '../../../lib/report/run_report/text_room.js';

describe('room for the texts of a page', () => {
  it('cuts only the longest, and only as far as all together have to be', () => {
    assert.equal(fairLength([], 10), Infinity);
    assert.equal(fairLength([2, 3, 5], 10), Infinity);
    assert.equal(fairLength([1, 2, 100, 100], 43), 20);
    assert.equal(fairLength([100, 100, 100], 30), 10);
  });

  it('cuts reasoning before answers and messages', () => {
    const answer = (reasoning: number, content: number): EventOf<'answer'> => ({
      ...{ at: '', usedMs: 0, type: 'answer', problem: 'scale', turn: 1, finishReason: 'stop', usage: null },
      ...{ tokens: 1, ms: 1, firstTokenMs: null },
      reasoning: 'r'.repeat(reasoning),
      content: 'c'.repeat(content),
    });
    assert.deepEqual(textRoom([answer(1e6, 1e6)]), { message: Infinity, reasoning: Infinity });
    assert.deepEqual(textRoom([answer(20e6, 15e6)]), { message: Infinity, reasoning: 9e6 });
    assert.deepEqual(textRoom([answer(20e6, 20e6)]), { message: 18e6, reasoning: 6e6 });
  });

  it('keeps the beginning and the end of a text that is too long, and says what is missing and where it is', () => {
    const { text } = preformatted('a'.repeat(60) + 'b'.repeat(40), 30, 'the journal');
    assert.ok(text.startsWith(`<pre>${'a'.repeat(20)}</pre>`), text);
    assert.ok(text.endsWith(`<pre>${'b'.repeat(10)}</pre>`), text);
    assert.match(text, /70 of 100 characters are left out here; the journal has them/);
    assert.equal(preformatted('whole', 5, 'the journal').text, '<pre>whole</pre>');
  });

  it('cuts no character in two', () => {
    const { text } = preformatted('😀'.repeat(50), 30, 'the journal');
    assert.ok(!/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text));
    assert.match(preformatted('😀'.repeat(50), 31, 'the journal').text, /7\d of 100/);
  });
});
