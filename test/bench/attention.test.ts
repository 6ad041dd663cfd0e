import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { attentionSubjects, benchAttention, teraflops } from '../../bench/attention.js';
import { flexMedians, newestFlexMedians } from '../../bench/attention_flex.js';
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
    const options = { only: 'attention_full/plain', rounds: 1 };
    const { text, path } = await benchAttention(await simulatedEngine(), scratch(), options);
    assert.match(text, /attention_full\/plain\.cu +pass/);
    assert.ok(existsSync(path) && path.startsWith(join(scratch())), path);
    const { results } = JSON.parse(readFileSync(path, 'utf8')) as { results: { verdict: Verdict }[] };
    assert.deepEqual(
      results.map(({ verdict }) => verdict.outcome),
      ['pass'],
    );
  });
});

describe("FlexAttention's times", () => {
  const scratch = scratchFolder();
  const line = (what: string, medianMs: number | null, more: object = {}): string =>
    JSON.stringify({ problem: 'attention_full', what, medianMs, right: true, ...more });

  it('are the least of its own ways that were timed and right', () => {
    const lines = [
      JSON.stringify({ what: 'machine', gpu: 'a GPU' }),
      line('flex', 0.8),
      line('flex max-autotune', 0.7),
      line('flex FLASH', null, { error: 'not there' }),
      line('flex wrong', 0.1, { right: false }),
      line('sdpa', 0.5),
      line('flex', 2, { problem: 'attention_alibi' }),
    ];
    const medians = [...flexMedians(`${lines.join('\n')}\n`)];
    assert.deepEqual(medians, [
      ['attention_full', 0.7],
      ['attention_alibi', 2],
    ]);
  });

  it('are those of the newest file, and none without one', () => {
    assert.equal(newestFlexMedians(join(scratch(), 'nothing')).size, 0);
    writeFileSync(join(scratch(), '2026-11-21-flex-attention.jsonl'), line('flex', 1));
    writeFileSync(join(scratch(), '2026-11-22-flex-attention.jsonl'), line('flex', 2));
    assert.deepEqual([...newestFlexMedians(scratch())], [['attention_full', 2]]);
  });
});
