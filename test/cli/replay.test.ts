import assert from 'node:assert/strict';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../lib/package_root.js';
import { readJournal } from '../../lib/search/journal_file.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { warpsmith } from './warpsmith_process.js';

describe('warpsmith replay', () => {
  const scratch = scratchFolder();
  const answers = ['First.', 'Second.', 'Third.'].map((answer, index) => ({
    id: `number-${index}`,
    after: null,
    thinkMs: 1000,
    answerMs: 100,
    tokens: { completion: 20, reasoning: 10 },
    expect: 'no-code',
    reasoning: 'Which one?',
    answer,
  }));

  /** A pool of one's own, for a problem of one's own: JSON is YAML. */
  function ownPool(): string {
    const problem = join(scratch(), 'own.cu');
    copyFileSync(packagePath('problems', 'relu.cu'), problem);
    const pool = join(scratch(), 'pool.yaml');
    writeFileSync(pool, JSON.stringify({ note: 'For a test.', problem, answers }));
    return pool;
  }

  it('gives each answer of a pool once, those from before a resume included', async () => {
    const folder = join(scratch(), 'run');
    const words = ['--strategy', 'sample:1', '--device', 'none', '--speed', '1000', '--out', folder];
    const { code, stderr } = await warpsmith(['replay', ownPool(), ...words, '--budget', '1 answer']);
    assert.equal(code, 1, stderr);
    const options = join(folder, 'run.json');
    writeFileSync(options, readFileSync(options, 'utf8').replace('"candidates": 1', '"candidates": 3'));

    const resumed = await warpsmith(['resume', folder]);
    assert.equal(resumed.code, 1, resumed.stderr);
    const { events } = readJournal(join(folder, 'journal.jsonl'));
    const given = events.flatMap((event) => (event.type === 'answer' ? [event.content] : []));
    assert.deepEqual(given, ['First.', 'Second.', 'Third.']);
  });
});
