import assert from 'node:assert/strict';
import { createThinkSplitter, type Piece } from '../../lib/dialogue/think_splitter.js';
import { randomPieces, seededRandom } from './seeded_random.js';

function split(pieces: string[]) {
  const splitter = createThinkSplitter();
  const shown: Piece[] = pieces.flatMap((piece) => splitter.push(piece));
  const { reasoning, content, pieces: rest } = splitter.end();
  return { reasoning, content, shown: [...shown, ...rest] };
}

const texts: [name: string, text: string, reasoning: string, content: string][] = [
  ['both tags', '<think>\nHm, 2 < 3.\n</think>\n\nThe answer.\n', 'Hm, 2 < 3.', 'The answer.'],
  ['white space first', '\n \n<think>a</think>b', 'a', 'b'],
  ['only the closing tag', 'I think so.\n</think>\nYes.', 'I think so.', 'Yes.'],
  ['no tags', 'Just an answer with 1 < 2 and </thin air.', '', 'Just an answer with 1 < 2 and </thin air.'],
  ['an empty thought', '<think>\n\n</think>\n\nHello.', '', 'Hello.'],
  ['thinking that was cut off', '<think>for ever and </thi', 'for ever and </thi', ''],
  ['tags in the answer', '<think>a</think>b <think>c</think> d', 'a', 'b <think>c</think> d'],
  ['an opening tag in the middle', 'a <think> b', '', 'a <think> b'],
  ['almost an opening tag', '<thin', '', '<thin'],
  ['a closing tag after a near miss', '<think><</</thin</think>x', '<</</thin', 'x'],
  ['nothing', '', '', ''],
];

describe('think splitter', () => {
  for (const [name, text, reasoning, content] of texts) {
    it(`splits ${name} in the same way however the stream is cut`, () => {
      const random = seededRandom(texts.findIndex(([other]) => other === name));
      const cuts = [[text], Array.from(text), ...Array.from({ length: 200 }, () => randomPieces(text, random))];
      for (const pieces of cuts) {
        const result = split(pieces);
        assert.deepEqual({ reasoning: result.reasoning, content: result.content }, { reasoning, content });
      }
    });
  }

  it('gives any cutting of any mix of tags the same split', () => {
    const random = seededRandom(42);
    const words = ['<think>', '</think>', '<', '</', 'think>', ' ', '\n', 'a', 'bc', '</think', '>'];
    for (let round = 0; round < 500; round++) {
      const length = Math.floor(random() * 8);
      const text = Array.from({ length }, () => words[Math.floor(random() * words.length)]).join('');
      const { reasoning, content } = split([text]);
      for (let cut = 0; cut < 5; cut++) {
        const other = split(randomPieces(text, random));
        assert.deepEqual([other.reasoning, other.content], [reasoning, content], JSON.stringify(text));
      }
    }
  });

  it('shows all text but the tags as it arrives, and reasoning as reasoning after an opening tag', () => {
    const { shown } = split(Array.from('<think>one</think>two'));
    const textOf = (kind: string) =>
      shown
        .filter((piece) => piece.kind === kind)
        .map((piece) => piece.text)
        .join('');
    assert.equal(textOf('reasoning'), 'one');
    assert.equal(textOf('content'), 'two');
  });

  it('holds nothing back that cannot belong to a tag', () => {
    const splitter = createThinkSplitter();
    splitter.push('<think>');
    assert.deepEqual(splitter.push('plain'), [{ kind: 'reasoning', text: 'plain' }]);
  });
});
