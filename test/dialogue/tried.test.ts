import assert from 'node:assert/strict';
import { triedIn } from '../../lib/dialogue/tried.js';

const turn = { number: 3, answer: '', reply: 'Turn 3: the code does not compile.\n\nLine 5', summary: 'wrong' };

describe('triedIn', () => {
  it('says what the model set out to do, by the first sentence before its code', () => {
    const answers: Record<string, string> = {
      'One block per row. Then more.\n```cuda\ncode. Here\n```\n': 'One block per row.',
      '## Approach\n\n- It uses "float4" loads': "Approach It uses 'float4' loads",
      '\n  Tiles of 1.5 KiB\nare kept! Yes.': 'Tiles of 1.5 KiB are kept!',
    };
    for (const [answer, approach] of Object.entries(answers)) {
      assert.equal(triedIn({ ...turn, answer }), `turn 3, "${approach}": wrong`);
    }
  });

  it('does without it when the answer is code alone, and with the feedback when nobody knows what came of it', () => {
    assert.equal(triedIn({ ...turn, answer: '```cuda\ncode\n```\nThat is it.' }), 'turn 3: wrong');
    assert.equal(triedIn({ ...turn, summary: undefined }), 'turn 3: the code does not compile');
    assert.equal(triedIn({ ...turn, reply: '', summary: undefined }), 'turn 3: unknown');
  });

  it('is a line of some hundred characters, whatever the answer is', () => {
    for (const answer of [
      'word '.repeat(200_000),
      '\n'.repeat(1_000_000),
      '`'.repeat(1_000_000),
      '.'.repeat(1_000_000),
    ]) {
      assert.match(triedIn({ ...turn, answer }), /^[^\n]{8,200}$/);
    }
  });
});
