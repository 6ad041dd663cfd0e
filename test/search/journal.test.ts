import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRunFolder, openRunFolder } from '../../lib/search/journal.js';
import { sampleVerdict } from '../verify/sample_verdicts.js';
import { sampleRunOptions, scratchFolder } from './scratch_folder.js';

const inTurn = { problem: 'scale', turn: 1 };

describe('run folder', () => {
  const folder = scratchFolder();

  it('holds what was written, as it happens, and reads it back', () => {
    const journal = createRunFolder(folder(), sampleRunOptions);
    journal.append({ type: 'run-started', resumed: false }, 0);
    journal.append({ type: 'verdict', ...inTurn, verdict: sampleVerdict('incorrect') }, 12.5);
    const lines = readFileSync(join(folder(), 'journal.jsonl'), 'utf8').split('\n');
    assert.equal(lines.length, 3);
    assert.equal(journal.writeCandidate('scale', 7, 'code'), 'candidates/scale/007.cu');
    assert.equal(journal.writeBest('scale', 'first'), 'best/scale.cu');
    journal.writeBest('scale', 'better');
    assert.equal(readFileSync(join(folder(), 'best/scale.cu'), 'utf8'), 'better');
    assert.deepEqual(readdirSync(join(folder(), 'best')), ['scale.cu']);
    journal.close();

    const again = openRunFolder(folder());
    assert.deepEqual(again.events, journal.events);
    assert.deepEqual(again.options, sampleRunOptions);
    assert.equal(again.events[1]!.usedMs, 12.5);
    again.close();
  });

  it('drops a last line that was cut, and goes on after it', () => {
    const journal = createRunFolder(folder(), sampleRunOptions);
    journal.append({ type: 'run-started', resumed: false }, 0);
    journal.close();
    const path = join(folder(), 'journal.jsonl');
    const whole = readFileSync(path, 'utf8');
    appendFileSync(path, '{"type":"feedback","text":"gr\u00fc');
    const again = openRunFolder(folder());
    assert.equal(again.events.length, 1);
    assert.equal(readFileSync(path, 'utf8'), whole);
    again.append({ type: 'run-stopped', reason: null }, 5);
    again.close();
    assert.equal(readFileSync(path, 'utf8').split('\n').length, 3);
  });

  for (const broken of ['{"type":"nonsense"}', 'no json', '', '{"at":"x","usedMs":"1","type":"run-started"}']) {
    it(`refuses the broken line ${JSON.stringify(broken)} and names its place`, () => {
      createRunFolder(folder(), sampleRunOptions).close();
      writeFileSync(join(folder(), 'journal.jsonl'), `${broken}\n`);
      assert.throws(() => openRunFolder(folder()), { code: 'run-folder', message: /journal\.jsonl:1/ });
      // A failed opening gives the folder back.
      writeFileSync(join(folder(), 'journal.jsonl'), '');
      openRunFolder(folder()).close();
    });
  }

  it('says what is safe when the disk is full', () => {
    symlinkSync('/dev/full', join(folder(), 'journal.jsonl'));
    const journal = createRunFolder(folder(), sampleRunOptions);
    assert.throws(() => journal.append({ type: 'run-started', resumed: false }, 0), {
      code: 'disk-full',
      message: /disk is full: .*journal\.jsonl.*Safe are the 0 events before this one.*resume/,
    });
    assert.deepEqual(journal.events, []);
    journal.close();
  });

  it('does not start a run where there is one', () => {
    createRunFolder(folder(), sampleRunOptions).close();
    assert.throws(() => createRunFolder(folder(), sampleRunOptions), { code: 'run-folder', message: /holds a run/ });
    openRunFolder(folder()).close();
  });

  it('refuses a folder without a run, of a newer version, or with damaged options', () => {
    assert.throws(() => openRunFolder(folder()), { code: 'run-folder', message: /no run to resume/ });
    const path = join(folder(), 'run.json');
    writeFileSync(path, '{"version": 4, "somethingNew": true}');
    assert.throws(() => openRunFolder(folder()), { code: 'run-folder', message: /version 4.*up to 3.*newer/ });
    writeFileSync(path, '{"version": 1}');
    assert.throws(() => openRunFolder(folder()), { code: 'run-folder', message: /run\.json: createdAt/ });
    writeFileSync(path, '{');
    assert.throws(() => openRunFolder(folder()), { code: 'run-folder', message: /run\.json/ });
  });

  it('is written to by one process at a time', () => {
    const journal = createRunFolder(folder(), sampleRunOptions);
    assert.throws(() => openRunFolder(folder()), {
      code: 'run-folder',
      message: new RegExp(`Process ${process.pid} `),
    });
    journal.close();
    openRunFolder(folder()).close();
  });

  it('takes over the lock of a process that has ended', () => {
    createRunFolder(folder(), sampleRunOptions).close();
    const path = join(folder(), 'run.lock');
    const journal = createRunFolder(join(folder(), 'other'), sampleRunOptions);
    const own = JSON.parse(readFileSync(join(folder(), 'other/run.lock'), 'utf8')) as object;
    journal.close();
    // No such process, the same id at another time, and a lock that was never written to its end.
    for (const stale of [{ ...own, pid: 2 ** 30 }, { ...own, started: '1' }, null]) {
      writeFileSync(path, stale ? JSON.stringify(stale) : '{"pi');
      openRunFolder(folder()).close();
    }
    assert.deepEqual(
      readdirSync(folder()).filter((name) => name.startsWith('run.lock')),
      [],
    );
    writeFileSync(path, JSON.stringify({ ...own, pid: 2 ** 30, host: 'elsewhere' }));
    assert.throws(() => openRunFolder(folder()), { code: 'run-folder', message: /on elsewhere/ });
  });
});
