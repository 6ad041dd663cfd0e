import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KernelBenchResult, benchKernelBench } from '../../bench/kernelbench.js';
import { type KernelBenchRecord, type Ours, compared, readRecords, summaryOf } from '../../bench/kernelbench_record.js';
import type { BenchReport } from '../../bench/measurement.js';
import { packagePath } from '../../lib/package_root.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';
import { isGone } from '../process/is_gone.js';

const checkout = packagePath('test', 'bench', 'fake_kernelbench');
const pythonPath = packagePath('test', 'bench', 'fake_python');

const resultIn = ({ path }: BenchReport): KernelBenchResult =>
  JSON.parse(readFileSync(path, 'utf8')) as KernelBenchResult;

const ours = (ms: number, gpuBusyMs: number | null = null): Ours => ({
  outcome: 'pass',
  ms,
  rungs: {},
  kernelMs: 1,
  samples: 10,
  gpuBusyMs,
});

const record = (number: number, seconds: number | null, first: Ours, next: Ours[]): KernelBenchRecord => ({
  number,
  name: 'x',
  date: '2026-01-01T00:00:00.000Z',
  commit: 'c',
  machine: {},
  harness: null,
  kernelBench:
    seconds === null
      ? null
      : {
          kind: 'result',
          number,
          seconds,
          compileSeconds: 50,
          compiled: true,
          correct: true,
          runtimeMs: 1,
          referenceMs: 1,
          error: null,
          metadata: {},
        },
  first,
  next,
});

describe('what KernelBench and warpsmith come to', () => {
  it("is KernelBench's time over that of the first verdict and over the median of those after it", () => {
    const each = compared(record(1, 70, ours(1000), [ours(400), ours(500), ours(700)]));
    assert.deepEqual([each.firstRatio, each.nextRatio, each.agree], [70, 140, true]);
  });

  it('is at least that when the harness was stopped', () => {
    const stopped = { ...record(1, null, ours(1000), []), kernelBench: { kind: 'over' as const, seconds: 120 } };
    const each = compared(stopped);
    assert.deepEqual([each.atLeast, each.firstRatio, each.agree], [true, 120, null]);
  });

  it('says when they disagree, and compares no times then', () => {
    const wrong = { ...ours(1000), outcome: 'incorrect' };
    const each = compared(record(1, 70, wrong, []));
    assert.deepEqual([each.agree, each.firstRatio], [false, null]);
    assert.equal(compared(record(1, 70, ours(1000), [ours(400), wrong])).nextRatio, null);
  });

  it('is a median over problems, and the sum of what the GPU did over the sum of the time', () => {
    const summary = summaryOf([
      record(1, 100, ours(1000), [ours(500, 400), ours(500, 400)]),
      record(19, 200, ours(1000), [ours(1500, 300)]),
      record(23, 300, ours(1000), []),
    ]);
    assert.equal(summary.medianFirstRatio, 200);
    assert.equal(summary.summedGpuShare, 1100 / 2500);
    assert.equal(summary.problems, 3);
  });

  it('has no share where nothing counted what the GPU did', () => {
    assert.equal(summaryOf([record(1, 100, ours(1000), [ours(500)])]).summedGpuShare, null);
  });
});

describe('the bench kernelbench', () => {
  const scratch = scratchFolder();

  it('measures each problem through both, and goes on when one takes its process or its time', async () => {
    const engine = await simulatedEngine();
    const pidFile = join(scratch(), 'pid');
    process.env.FAKE_PID_FILE = pidFile;
    const options = { only: '19,26,36,40', kernelbench: checkout, pythonPath, limit: 3, rounds: 0 };
    const { text, path } = await benchKernelBench(engine, scratch(), options);
    assert.match(text, /40 layernorm .* wrong \/ pass/);
    assert.match(text, /19 relu +> 3 .* - \/ pass/);
    const lines = text.split('\n').at(-1) ?? '';
    assert.ok(existsSync(path));
    const kinds = Object.fromEntries(readRecords(lines).map(({ number, kernelBench }) => [number, kernelBench]));
    assert.equal(kinds[19]?.kind, 'over');
    assert.match(kinds[26]?.kind === 'failed' ? kinds[26].words : '', /exit status 3/);
    assert.match(kinds[36]?.kind === 'failed' ? kinds[36].words : '', /out of memory/);
    assert.equal(kinds[40]?.kind, 'result');
    assert.ok(await isGone(Number(readFileSync(pidFile, 'utf8'))), 'what a stopped harness had started');
  }).timeout(120_000);

  it('goes on with a file of lines, and measures again what KernelBench had no word on', async () => {
    const engine = await simulatedEngine();
    const before = await benchKernelBench(engine, scratch(), {
      only: '40',
      kernelbench: checkout,
      pythonPath,
      rounds: 0,
    });
    const lines = before.text.split('\n').at(-1) ?? '';
    await benchKernelBench(engine, scratch(), {
      only: '36',
      resume: lines,
      kernelbench: checkout,
      pythonPath,
      rounds: 0,
    });
    const both = readRecords(lines);
    assert.deepEqual(
      both.map(({ number }) => number),
      [40, 36],
    );
    const options = { only: '1,36,40', resume: lines, kernelbench: checkout, pythonPath, rounds: 1 };
    const said = resultIn(await benchKernelBench(engine, scratch(), options));
    assert.deepEqual(
      said.problems.map(({ number, agree }) => [number, agree]).sort(),
      [
        [1, true],
        [36, null],
        [40, false],
      ].sort(),
    );
    const again = readRecords(lines);
    assert.equal(again.find(({ number }) => number === 40)?.date, both[0]?.date, 'was done');
    assert.notEqual(again.find(({ number }) => number === 36)?.date, both[1]?.date, 'had failed');
    const measured = again.find(({ number }) => number === 1)?.kernelBench;
    assert.ok(measured?.kind === 'result' && measured.compileSeconds >= 0.05 && measured.runtimeMs === 2.5);
  }).timeout(120_000);

  it('does without packages that KernelBench imports and its evaluation does not need', async () => {
    const python = join(scratch(), 'python');
    writeFileSync(python, '#!/bin/sh\nexec python3 -S "$@"\n');
    chmodSync(python, 0o755);
    const options = { only: '1', kernelbench: checkout, pythonPath, python, rounds: 0 };
    const { text } = await benchKernelBench(await simulatedEngine(), scratch(), options);
    const lines = text.split('\n').at(-1) ?? '';
    const [only] = readRecords(lines);
    assert.deepEqual(only?.harness?.standIns, ['dotenv', 'litellm', 'pydantic']);
    assert.ok(only.kernelBench?.kind === 'result' && only.kernelBench.correct, JSON.stringify(only.kernelBench));
  });

  it('rehearses: builds all, compares each once, and says which does not build', async () => {
    const options = { only: '1,19,36', kernelbench: checkout, pythonPath, rehearse: true };
    const { text } = await benchKernelBench(await simulatedEngine(), scratch(), options);
    assert.match(text, /^1 matmul +agrees +0$/m);
    assert.match(text, /^36 rmsnorm +differs +0\.5$/m);
    assert.match(text, /does not build ReLU/);
    assert.ok(readdirSync(scratch()).every((file) => file.endsWith('-kernelbench-sim-rehearsal.json')));
  });

  it('begins nothing that is about to take longer than it may', async () => {
    const options = { only: '1', kernelbench: checkout, pythonPath, minutes: 0.5 };
    const said = resultIn(await benchKernelBench(await simulatedEngine(), scratch(), options));
    assert.deepEqual(said.problems, []);
  });

  it('says what a folder lacks that is no checkout', async () => {
    const options = { only: '1', kernelbench: scratch(), pythonPath };
    await assert.rejects(benchKernelBench(await simulatedEngine(), scratch(), options), /a folder KernelBench\/level1/);
  });

  it('says why a Python cannot serve', async () => {
    const options = { only: '1', kernelbench: checkout, pythonPath: join(checkout, 'nothing') };
    const bare = benchKernelBench(await simulatedEngine(), scratch(), options);
    await assert.rejects(bare, /Expected KernelBench's harness to start but found .*torch/);
  });
});
