import assert from 'node:assert/strict';
import { randomBelow } from '../../lib/format/seeded.js';
import { LineSplitter } from '../../lib/process/line_splitter.js';

/** What the splitter makes of these bytes in so many chunks, cut where the seed says. */
function inChunks(bytes: Buffer, chunks: number, seed: number): { lines: string[]; rest: string } {
  const splitter = new LineSplitter();
  const cuts = Array.from({ length: chunks }, (_, i) => randomBelow(bytes.length + 1, seed, i)).sort((a, b) => a - b);
  const lines = [0, ...cuts].flatMap((from, i) => splitter.push(bytes.subarray(from, cuts[i] ?? bytes.length)));
  return { lines, rest: splitter.rest };
}

describe('LineSplitter', () => {
  it('gives the same lines wherever the stream is cut', () => {
    const texts = ['{"a":1}', '', 'größer ⟨π⟩ 🜁', 'a\u2028b\u2029c\u0085d', '\\n', 'last'];
    const bytes = Buffer.from(`${texts.join('\n')}\nunfinished ⟨`);
    for (let seed = 0; seed < 500; seed++) {
      const found = inChunks(bytes, 1 + (seed % 40), seed);
      assert.deepEqual(found, { lines: texts, rest: 'unfinished ⟨' }, `seed ${seed}`);
    }
  });

  it('loses no line of random bytes, and makes the same of them however they are cut', () => {
    for (let seed = 0; seed < 300; seed++) {
      const bytes = Buffer.from(
        Array.from({ length: 1 + randomBelow(400, seed, 1) }, (_, i) => {
          const byte = randomBelow(256, seed, 2, i);
          return byte < 40 ? 10 : byte;
        }),
      );
      const whole = inChunks(bytes, 0, seed);
      assert.equal(whole.lines.length, bytes.filter((byte) => byte === 10).length, `seed ${seed}`);
      assert.deepEqual(inChunks(bytes, 1 + randomBelow(50, seed, 3), seed), whole, `seed ${seed}`);
    }
  });

  it('takes a carriage return before the end of a line away', () => {
    assert.deepEqual(new LineSplitter().push(Buffer.from('a\r\nb\rc\n')), ['a', 'b\rc']);
  });

  it('keeps no more of a line than it is told, and finds the next one', () => {
    const splitter = new LineSplitter(5);
    const lines = ['123', '4567', '89\nnext\n'].flatMap((text) => splitter.push(Buffer.from(text)));
    assert.deepEqual(lines, ['12345', 'next']);
  });
});
