import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attentionSubjects, benchAttention, teraflops } from '../../bench/attention.js';
import { builtInProblems } from '../../lib/index.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';

describe('the bench of the attention family', () => {
  const scratch = scratchFolder();

  it('has a plain and a fast candidate of each of its problems', () => {
    const names = attentionSubjects().map(({ name }) => name);
    const problems = builtInProblems().filter((name) => name.startsWith('attention_'));
    for (const file of ['plain', 'fast']) {
      assert.deepEqual(
        problems.filter((name) => !names.includes(`${name}/${file}.cu`)),
        [],
        `without ${file}.cu`,
      );
    }
  });

  it('takes those whose name has a text', () => {
    const names = attentionSubjects('attention_full/').map(({ name }) => name);
    assert.deepEqual(names, ['attention_full/fast.cu', 'attention_full/plain.cu']);
  });

  it('says how many operations of the usual way a second were done', () => {
    assert.equal(teraflops(3e9, 2), 1.5);
  });

  it('prints a line for each and keeps the verdicts', async () => {
    const said = await benchAttention(await simulatedEngine(), scratch(), { only: 'attention_full/plain', rounds: 1 });
    const path = said.split('\n').at(-1) ?? '';
    assert.match(said, /attention_full\/plain\.cu +pass/);
    assert.ok(existsSync(path) && path.startsWith(join(scratch())), path);
    const { results } = JSON.parse(readFileSync(path, 'utf8')) as { results: { verdict: Verdict }[] };
    assert.deepEqual(
      results.map(({ verdict }) => verdict.outcome),
      ['pass'],
    );
  });
});
