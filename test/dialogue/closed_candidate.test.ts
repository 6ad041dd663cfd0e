import assert from 'node:assert/strict';
import { extractCandidate, plannedSource } from '../../lib/dialogue/answer.js';
import { ClosedCandidate, closedCandidate } from '../../lib/dialogue/closed_candidate.js';
import { fencedBlocks } from '../../lib/dialogue/fences.js';
import { randomAnswer } from './random_answer.js';
import { randomPieces, seededRandom } from './seeded_random.js';

const plan = '/*---\nlaunch: []\n---*/';
const block = (body: string): string => `\`\`\`cuda\n${plan}\n${body}\n\`\`\`\n`;

describe('ClosedCandidate', () => {
  it('gives the candidate once, with the piece that closes its fence', () => {
    const reader = new ClosedCandidate();
    assert.equal(reader.push(`Here:\n\`\`\`cuda\n${plan}\ncode\n`), null);
    assert.equal(reader.push('``'), null);
    // It may still become a longer line.
    assert.equal(reader.push('`'), null);
    assert.equal(reader.push('\nThat is'), `${plan}\ncode\n`);
    assert.equal(reader.push(' all.\n'), null);
  });

  it('gives a later one when its fence closes, and of several in one piece the last', () => {
    const reader = new ClosedCandidate();
    assert.equal(reader.push(block('first')), `${plan}\nfirst\n`);
    assert.equal(reader.push('But this is better:\n'), null);
    assert.equal(reader.push(block('second') + block('third')), `${plan}\nthird\n`);
    assert.equal(closedCandidate(block('first') + block('second')), `${plan}\nsecond\n`);
  });

  it('gives no block without a plan, without code, in another language or of excessive length', () => {
    for (const body of [
      '```cuda\ncode\n```\n',
      `\`\`\`cuda\n${plan}\n\`\`\`\n`,
      `\`\`\`python\n${plan}\nx\n\`\`\`\n`,
    ]) {
      assert.equal(closedCandidate(body), null);
    }
    assert.equal(closedCandidate(block('x'.repeat(300_000))), null);
  });

  it('agrees with the whole answer wherever that is cut', () => {
    const random = seededRandom(25);
    let compared = 0;
    for (let round = 0; round < 3000; round++) {
      const content = randomAnswer(random);
      const expected = lastClosed(content);
      for (let cuts = 0; cuts < 3; cuts++) {
        const reader = new ClosedCandidate();
        let found: string | null = null;
        for (const piece of randomPieces(content, random)) found = reader.push(piece) ?? found;
        assert.equal(found, expected, JSON.stringify(content));
      }
      const whole = extractCandidate(content);
      if (expected === null || !whole.found || lastIsOpen(content)) continue;
      assert.equal(whole.source, expected, JSON.stringify(content));
      compared++;
    }
    assert.ok(compared > 500, `Only ${compared} answers had a candidate.`);
  });

  it('takes time in proportion to a megabyte in small pieces', () => {
    const reader = new ClosedCandidate();
    for (let i = 0; i < 330_000; i++) reader.push('``` ');
    for (let i = 0; i < 100_000; i++) reader.push('\n```cuda\n');
  });
});

/** By the whole text, but for a last line without an end. */
function lastClosed(content: string): string | null {
  const lines = content.slice(0, content.lastIndexOf('\n') + 1);
  const sources = fencedBlocks(lines).map((found) => (found.closed ? plannedSource(found) : null));
  return sources.findLast((source) => source !== null) ?? null;
}

/** Whether a block with a plan is open at the end, or closed by a last line without an end. */
function lastIsOpen(content: string): boolean {
  const planned = fencedBlocks(content).filter((found) => plannedSource(found) !== null);
  const last = planned.at(-1);
  return last === undefined || !last.closed || plannedSource(last) !== lastClosed(content);
}
