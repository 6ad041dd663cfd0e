import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadDialogue } from '../../lib/demo/dialogue_file.js';
import { scratchFolder } from '../search/scratch_folder.js';

describe('loadDialogue', () => {
  const folder = scratchFolder();
  const load = (text: string) => {
    const path = join(folder(), 'dialogue.yaml');
    writeFileSync(path, text);
    return loadDialogue(path);
  };

  it('reads turns with block text', () => {
    const text = 'note: By hand.\nproblem: scale\nturns:\n  - reasoning: |\n      Hm.\n    answer: |\n      So:\n        code\n';
    assert.deepEqual(load(text), {
      note: 'By hand.',
      problem: 'scale',
      turns: [{ reasoning: 'Hm.\n', answer: 'So:\n  code\n' }],
    });
  });

  it('names the field that is wrong', () => {
    assert.throws(() => load('note: x\nproblem: y\nturns:\n  - { reasoning: a }\n'), {
      code: 'bad-file',
      message: /dialogue\.yaml is no recorded dialogue:\n {2}turns\.0\.answer: /,
    });
    assert.throws(() => load('note: x\nproblem: y\nturns: []\n'), /turns: /);
    assert.throws(() => load('just text'), /the file: /);
  });

  it('says when it is no YAML or not there', () => {
    assert.throws(() => load('a: [1'), { code: 'bad-file' });
    assert.throws(() => loadDialogue(join(folder(), 'none.yaml')), { code: 'bad-file', message: /none\.yaml/ });
  });
});
