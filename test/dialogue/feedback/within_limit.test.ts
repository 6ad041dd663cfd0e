import assert from 'node:assert/strict';
import { withinLimit } from '../../../lib/dialogue/feedback/within_limit.js';
import { estimateTokens } from '../../../lib/dialogue/messages.js';
import { seededRandom } from '../seeded_random.js';

const head = 'Turn 1: it failed.';
const ask = 'Answer with code.';
const list = Array.from({ length: 30 }, (_, i) => `- Entry ${i} is wrong.`).join('\n');

function join(...sections: string[]): string {
  return `${[head, ...sections, ask].join('\n\n')}\n`;
}

describe('withinLimit', () => {
  it('leaves alone what fits', () => {
    const text = join('First.', 'Second.');
    assert.equal(withinLimit(text, 100), text);
  });

  it('cuts the first section that does not fit at the end of a line, and leaves later ones out if they do not fit', () => {
    assert.equal(
      withinLimit(join('Kept.', list, list, 'Short.'), 60),
      join(
        'Kept.',
        '- Entry 0 is wrong.\n- Entry 1 is wrong.\n- Entry 2 is wrong.\n[… 27 more lines …]',
        'Short.',
        '[… 1 section left out …]',
      ),
    );
  });

  it('keeps a line that announces something with what it announces', () => {
    const text = join('It printed:', list, 'Here:', '| a | b |');
    assert.equal(withinLimit(text, 40), join('Here:', '| a | b |', '[… 1 section left out …]'));
  });

  it('never ends in the midst of a sentence that goes on in the next line', () => {
    const wrapped = 'This sentence goes on\nin the next line. This one is\nlonger than what is left.';
    assert.doesNotMatch(withinLimit(join(wrapped, list), 45), /goes on\n\[|one is\n\[/);
    const single = `One sentence. ${'Another that is long. '.repeat(30)}`.trim();
    assert.match(withinLimit(join(single), 60), /^One sentence\. (Another that is long\. )+\[…\]$/m);
  });

  it('keeps the first and the last section whatever they take, and else the limit', () => {
    const random = seededRandom(3);
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
    for (let round = 0; round < 500; round++) {
      const sections = Array.from({ length: 1 + Math.floor(random() * 8) }, () =>
        pick(
          [list, 'Short.', 'So:', '    code\n    code', 'x'.repeat(900), 'Two sentences. Here they are.'].concat(head),
        ),
      );
      const limit = Math.floor(random() * 400);
      const text = withinLimit(join(...sections), limit);
      assert.ok(text.startsWith(`${head}\n\n`) && text.endsWith(`\n\n${ask}\n`), text);
      assert.ok(estimateTokens(text) <= Math.max(limit, 24), `${limit}: ${text}`);
    }
  });
});
