import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startLoopbackServer } from '../../lib/demo/loopback_server.js';
import { packagePath } from '../../lib/package_root.js';
import { readJournal } from '../../lib/search/journal_file.js';
import { normalised } from '../search/normalised_journal.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { start, warpsmith } from './warpsmith_process.js';

const right = readFileSync(packagePath('test', 'candidates', 'relu', 'fast.cu'), 'utf8');
const sources = [right, right.replace('blockIdx', 'blockIdxx')];
const turns = [0, 1, 2, 3].map((index) => ({
  reasoning: 'Sixteen bytes a thread. '.repeat(20),
  answer: `\`\`\`cuda\n${sources[index % 2]}\nnamespace turn_${index} {}\n\`\`\`\n`,
}));

describe('warpsmith run and resume', function () {
  this.timeout(60_000);
  const scratch = scratchFolder();
  const folder = (name: string): string => join(scratch(), name);

  function words(baseUrl: string, out: string): string[] {
    const where = ['--base-url', baseUrl, '--model', 'recorded', '--device', 'none', '--out', out];
    return ['run', 'relu', ...where, '--candidates', String(turns.length), '--max-retries', '0'];
  }

  it('lose nothing to SIGKILL but the turn in flight', async () => {
    await using server = await startLoopbackServer({ turns }, { delayMs: 10, chunkSize: 64 });
    const undisturbed = warpsmith(words(server.baseUrl, folder('undisturbed')));
    let next = words(server.baseUrl, folder('killed'));
    // Behind so many lines of the journal: in an answer, in a verdict, between two turns.
    for (const lines of [4, 6, 9, 15]) {
      const running = start(next);
      while (linesIn(folder('killed')) < lines) await wait(1);
      running.process.kill('SIGKILL');
      await running.ended;
      next = ['resume', folder('killed')];
    }
    const last = await warpsmith(next);
    assert.equal(last.code, (await undisturbed).code, last.stderr);
    const events = (name: string): object[] => normalised(readJournal(join(folder(name), 'journal.jsonl')).events);
    assert.deepEqual(events('killed'), events('undisturbed'));
  });

  it('refuse a folder that another process works in, and one of a newer version', async () => {
    await using server = await startLoopbackServer({ turns }, { delayMs: 60_000 });
    const running = start(words(server.baseUrl, folder('run')));
    while (server.requests.length === 0) await wait(1);
    const second = await warpsmith(['resume', folder('run')]);
    assert.equal(second.code, 2);
    assert.match(second.stderr, new RegExp(`Process ${running.process.pid} is working in`));
    running.process.kill('SIGKILL');
    await running.ended;
    const path = join(folder('run'), 'run.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"version": \d+/, '"version": 99'));
    const newer = await warpsmith(['resume', folder('run')]);
    assert.equal(newer.code, 2);
    assert.match(newer.stderr, /version 99.*newer/);
  });
});

function linesIn(folder: string): number {
  try {
    return readFileSync(join(folder, 'journal.jsonl'), 'utf8').split('\n').length - 1;
  } catch {
    return 0;
  }
}
