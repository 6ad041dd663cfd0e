import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repeat, repeatTable } from '../../bench/time_repeat.js';
import type { TimedOnce } from '../../bench/time_repeat_child.js';
import { ncuDurations, ncuMissing, profile } from '../../bench/time_repeat_ncu.js';
import { spreadOf } from '../../bench/time_repeat_spread.js';
import { timedSubjects } from '../../bench/time_repeat_subjects.js';
import { scratchFolder } from '../search/scratch_folder.js';

const header =
  '"ID","Process ID","Process Name","Host Name","Kernel Name","Context","Stream","Block Size","Grid Size","Device","CC","Section Name","Metric Name","Metric Unit","Metric Value"';
const row = (id: number, value: string, unit = 'ns', metric = 'gpu__time_duration.sum'): string =>
  `"${id}","77","node","127.0.0.1","add(float *, int)","1","7","(256, 1, 1)","(4096, 1, 1)","0","9.0","Command line profiler metrics","${metric}","${unit}","${value}"`;

const timed = (name: string, medianMs: number, cubin = 'c'): TimedOnce => ({
  name,
  medianMs,
  intervalMs: [medianMs, medianMs],
  samples: 20,
  cubin,
  kernels: ['add'],
  warnings: [],
});

describe('spreadOf', () => {
  it('counts the medians within 1% of their median, and within 3% below 20 µs', () => {
    const long = spreadOf([1, 1.005, 0.995, 1.02]);
    assert.deepEqual([long.allowance, long.share, long.reached], [0.01, 0.75, false]);
    const short = spreadOf([0.01, 0.01, 0.01, 0.0102]);
    assert.deepEqual([short.allowance, short.share, short.reached], [0.03, 1, true]);
    assert.ok(Math.abs(short.furthest - 0.02) < 1e-9);
  });

  it('is reached by 19 of 20 and not by 18', () => {
    const most = Array.from({ length: 19 }, () => 1);
    assert.equal(spreadOf([...most, 2]).reached, true);
    assert.equal(spreadOf([...most.slice(1), 2, 2]).reached, false);
  });
});

describe("Nsight Compute's CSV", () => {
  it('gives a duration in milliseconds for each launch, whatever stands around', () => {
    const csv = ['==PROF== Connected', '{"name":"x"}', header, row(0, '5,984'), row(1, '6016'), ''].join('\r\n');
    assert.deepEqual(ncuDurations(csv), [0.005984, 0.006016]);
  });

  it('is read by its header, in other units too, and other metrics are left out', () => {
    const csv = [
      header,
      row(0, '1.5', 'us'),
      row(0, '12', 'sector', 'lts__t_sectors.sum'),
      row(1, '2', 'msecond'),
    ].join('\n');
    assert.deepEqual(ncuDurations(csv), [0.0015, 2]);
  });

  it('that is none is an error which shows it', () => {
    assert.throws(() => ncuDurations('==ERROR== ERR_NVGPUCTRPERM'), /ERR_NVGPUCTRPERM/);
    assert.throws(() => ncuDurations([header, row(0, 'n/a')].join('\n')), /Expected a duration but found "n\/a"/);
  });
});

describe('profile', () => {
  const folder = scratchFolder();

  it('asks for flushed caches and free clocks, and reads what the program logs', () => {
    // A profiler's stand-in: it writes the words that it was given beside a log of two launches.
    const program = join(folder(), 'ncu');
    const words = join(folder(), 'words');
    const csv = [header, row(0, '5000'), row(1, '7000')].join('\n');
    writeFileSync(
      program,
      `#!/usr/bin/env node
const fs = require('node:fs');
const words = process.argv.slice(2);
if (words[0] === '--version') process.exit(0);
fs.writeFileSync(${JSON.stringify(words)}, words.join(' '));
fs.writeFileSync(words[words.indexOf('--log-file') + 1], ${JSON.stringify(csv)});
`,
    );
    chmodSync(program, 0o755);
    assert.equal(ncuMissing(program), null);
    assert.deepEqual(profile(program, 'add', ['node', 'child.js']), [0.005, 0.007]);
    const asked = readFileSync(words, 'utf8');
    assert.match(asked, /--cache-control all/);
    assert.match(asked, /--clock-control none/);
    assert.match(asked, /-k regex:\^add\$ node child\.js$/);
  });

  it('is told that the program is missing', () => {
    assert.match(ncuMissing(join(folder(), 'no-such-program')) ?? '', /ENOENT/);
  });
});

describe('repeat', () => {
  it('sorts the processes by subject', async () => {
    let process = 0;
    const found = await repeat(3, async () => {
      process++;
      return [timed('a', process), timed('b', 10)];
    });
    assert.deepEqual(
      found.map(({ name, runs, spread }) => [name, runs.length, spread.medianMs]),
      [
        ['a', 3, 2],
        ['b', 3, 10],
      ],
    );
  });

  it('refuses times of different binaries', async () => {
    let process = 0;
    await assert.rejects(
      repeat(2, async () => [timed('a', 1, `cubin ${process++}`)]),
      /one binary of a but found 2/,
    );
  });

  it('has a table that counts what is reached', async () => {
    const [first] = await repeat(20, async () => [timed('a', 1)]);
    assert.ok(first);
    const text = repeatTable([
      { ...first, ncuMs: [0.98, 0.98] },
      { ...first, name: 'b', ncuMs: [0.9] },
      { ...first, name: 'c', ncuMs: null },
    ]);
    assert.match(
      text,
      /3 of 3 have 95% of their medians within the allowance; 1 of 2 agree with Nsight Compute within 3%/,
    );
  });

  it('has subjects on either side of 20 µs', () => {
    assert.ok(timedSubjects().length >= 6);
    assert.deepEqual(
      timedSubjects('vector_add').map(({ problem }) => problem),
      ['vector_add'],
    );
  });
});
