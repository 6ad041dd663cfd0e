import assert from 'node:assert/strict';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LoopbackServer, startLoopbackServer } from '../../lib/demo/loopback_server.js';
import { createRunFolder, openRunFolder } from '../../lib/search/journal.js';
import type { JournalEvent } from '../../lib/search/journal_events.js';
import { readJournal } from '../../lib/search/journal_file.js';
import { killRunOptions, playOn } from './kill_run.js';
import { normalised } from './normalised_journal.js';
import { scratchFolder } from './scratch_folder.js';
import { answerTo } from './seeded_answers.js';

const candidates = 12;

describe('a run that ended anywhere', () => {
  const scratch = scratchFolder();
  let server: LoopbackServer;
  let whole: readonly JournalEvent[];
  let lines: Buffer[];
  const undisturbed = (): string => join(scratch(), 'undisturbed');

  beforeEach(async () => {
    server = await startLoopbackServer({ answerTo });
    const journal = createRunFolder(undisturbed(), killRunOptions(server.baseUrl, candidates));
    await playOn(journal);
    whole = journal.events;
    lines = linesOf(readFileSync(join(undisturbed(), 'journal.jsonl')));
  });
  afterEach(() => server.close());

  /** The folder as it was when so many bytes of the journal were written. */
  function folderAt(name: string, bytes: Buffer): string {
    const folder = join(scratch(), name);
    mkdirSync(folder);
    copyFileSync(join(undisturbed(), 'run.json'), join(folder, 'run.json'));
    cpSync(join(undisturbed(), 'candidates'), join(folder, 'candidates'), { recursive: true });
    writeFileSync(join(folder, 'journal.jsonl'), bytes);
    return folder;
  }

  it('is not a simple one', () => {
    const types = new Set(whole.map(({ type }) => type));
    for (const type of ['no-candidate', 'repeated', 'verdict', 'best', 'dialogue-stopped'] as const) {
      assert.ok(types.has(type), `no ${type} in ${[...types].join(', ')}`);
    }
    assert.ok(whole.some((event) => event.type === 'dialogue-started' && event.from !== null));
  });

  it('comes to the same end from behind every event', async function () {
    this.timeout(60_000);
    for (let count = 0; count < lines.length; count++) {
      const folder = folderAt(`after-${count}`, Buffer.concat(lines.slice(0, count)));
      const journal = openRunFolder(folder);
      await playOn(journal);
      const place = `stopped behind event ${count}, ${whole[count - 1]?.type}`;
      assert.deepEqual(normalised(journal.events), normalised(whole), place);
      assert.deepEqual(normalised(readJournal(join(folder, 'journal.jsonl')).events), normalised(whole), place);
    }
  });

  it('loses nothing but a line that was cut, wherever it was cut', async function () {
    this.timeout(60_000);
    const answer = whole.findLastIndex((event) => event.type === 'answer' && event.reasoning.includes('漢'));
    const before = Buffer.concat(lines.slice(0, answer));
    const line = lines[answer]!;
    const folder = folderAt('cut', before);
    const path = join(folder, 'journal.jsonl');
    for (let bytes = 0; bytes <= line.length; bytes++) {
      writeFileSync(path, Buffer.concat([before, line.subarray(0, bytes)]));
      const journal = openRunFolder(folder);
      assert.equal(journal.events.length, bytes === line.length ? answer + 1 : answer, `cut at byte ${bytes}`);
      journal.close();
      assert.equal(readFileSync(path).length, before.length + (bytes === line.length ? bytes : 0));
    }
    for (const share of [0.01, 0.5, 0.99]) {
      writeFileSync(path, Buffer.concat([before, line.subarray(0, Math.floor(share * line.length))]));
      const journal = openRunFolder(folder);
      await playOn(journal);
      assert.deepEqual(normalised(journal.events), normalised(whole));
    }
  });
});

/** With their ends. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf('\n', at) + 1;
    lines.push(bytes.subarray(at, end));
    at = end;
  }
  return lines;
}
