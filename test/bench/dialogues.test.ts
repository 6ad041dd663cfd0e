import assert from 'node:assert/strict';
import { type Account, accountOf } from '../../bench/dialogues_account.js';
import { answerAt, faultAt, paceAt, requestOf } from '../../bench/dialogues_draw.js';
import type { JournalEvent } from '../../lib/search/journal_events.js';
import { seededRandom } from '../dialogue/seeded_random.js';

const at = { at: '2026-01-01T00:00:00Z', usedMs: 0, problem: 'problem_1', dialogue: 1 };

function turn(number: number, request: number, tokens = 30): JournalEvent[] {
  const usage = { promptTokens: 10, completionTokens: 20, reasoningTokens: 0, cachedTokens: 0 };
  const answered = { reasoning: `Request ${request}. Hm.`, content: 'x', finishReason: 'stop', ms: 1, firstTokenMs: 1 };
  const place = { ...at, turn: number };
  return [
    { ...place, type: 'turn-started', messages: 1, estimatedTokens: 1, leftOut: [] },
    { ...place, type: 'answer', ...answered, usage, tokens },
    { ...place, type: 'feedback', text: 'x' },
  ];
}

const served = (index: number, atMs = 0) => ({
  index,
  answer: 'x',
  usage: { prompt_tokens: 10, completion_tokens: 20 },
  ms: 1,
  atMs,
});
const right = [...turn(1, 0), ...turn(2, 1), ...turn(3, 2)];
const sent = [served(0), served(1), served(2)];

/** What is not as it should be. */
function complaints(events: JournalEvent[], out = sent, tokens = 90): Partial<Account> {
  const used = { ms: 0, tokens, candidates: 3, dollars: 0 };
  const account = Object.entries(accountOf(events, out, used, 10_000));
  return Object.fromEntries(
    account.filter(([what, count]) => !['served', 'answers', 'turns'].includes(what) && count !== 0),
  );
}

describe('the account of the bench of dialogues', () => {
  it('has nothing to say of a run in which each answer is counted once', () => {
    assert.deepEqual(complaints(right), {});
    const inFlight = right.slice(0, -1);
    assert.deepEqual(complaints(inFlight), {}, 'the last turn may be in flight');
  });

  const found: [string, JournalEvent[], typeof sent, number, Partial<Account>][] = [
    ['an answer that is lost', right, [...sent, served(3)], 90, { lost: 1 }],
    ['an answer that met the end', right, [...sent, served(3, 9900)], 90, { metTheEnd: 1 }],
    ['one that was never sent', right, sent.slice(1), 90, { unknown: 1, bookedWrong: 1 }],
    ['one that is counted in two turns', [...right, ...turn(4, 2)], sent, 120, { countedTwice: 1 }],
    ['a turn that is counted twice', [...right, ...turn(3, 3)], [...sent, served(3)], 120, { twiceInATurn: 2 }],
    ['a turn without its feedback', right.toSpliced(2, 1), sent, 90, { withoutFeedback: 1 }],
    ['a number that is missing', [...turn(1, 0), ...turn(3, 1)], sent.slice(0, 2), 60, { gaps: 1 }],
    ['tokens that nobody sent', [...right.slice(3), ...turn(1, 0, 31)], sent, 91, { bookedWrong: 1 }],
    ['a budget that knows better', right, sent, 100, { budgetOff: 10 }],
  ];
  for (const [what, events, out, tokens, expected] of found) {
    it(`finds ${what}`, () => assert.deepEqual(complaints(events, out, tokens), expected));
  }
});

describe('what is drawn for the bench of dialogues', () => {
  const drawn = (index: number) => ({ random: seededRandom(index), index, speed: 10 });

  it('is the same for the same request, and breaks off before the shortest answer ends', () => {
    const shortest = 500 / 10;
    for (let index = 0; index < 300; index++) {
      const answer = answerAt(drawn(index));
      assert.deepEqual(answer, answerAt(drawn(index)));
      assert.equal(requestOf(answer.reasoning), index);
      assert.ok(answer.reasoning.length >= 2000 && answer.reasoning.length < 65_000);
      const { firstMs, delayMs } = paceAt(drawn(index));
      assert.ok(firstMs >= 100 && firstMs <= 1500 && delayMs > 0);
      const fault = faultAt(drawn(index));
      if (fault && 'afterEvents' in fault) assert.ok(fault.afterEvents < shortest, JSON.stringify(fault));
    }
  });

  it('meets a fault in one request of four', () => {
    const faults = Array.from({ length: 2000 }, (_, index) => faultAt(drawn(index))).filter(Boolean);
    assert.ok(faults.length > 400 && faults.length < 600, String(faults.length));
  });
});
