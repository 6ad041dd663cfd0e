import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type LatencyResult, benchLatency, latencyTable } from '../../bench/latency.js';
import { allCasesTable, kindOf, warmOf } from '../../bench/latency_all_cases.js';
import type { AllCasesResult } from '../../bench/latency_all_cases.js';
import { judgeInFreshProcess } from '../../bench/latency_cold.js';
import { latencySubjects, problemOf } from '../../bench/latency_subjects.js';
import { msOf, parts, rungTimesOf, summaryOf } from '../../bench/rung_times.js';
import { verifyKernel } from '../../lib/index.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';
import { sampleResults } from './sample_results.js';

describe('the times of a verdict', () => {
  it('have a part for each rung that was begun, and the rest', async () => {
    const engine = await simulatedEngine();
    const subject = latencySubjects.find(({ name }) => name === 'compile error')!;
    const verdict = await verifyKernel(subject.source(1), problemOf(subject, engine), { engine, seed: 1 });
    const times = rungTimesOf(verdict, verdict.ms);
    assert.deepEqual(Object.keys(times.rungs), ['plan', 'policy', 'compile']);
    const sum = parts.reduce((total, part) => total + msOf(times, part), 0);
    assert.ok(Math.abs(sum - verdict.ms) < 1e-6);
    assert.ok(times.otherMs >= 0);
  });

  it('are summed up part by part; means add up to the whole', () => {
    const samples = [
      { ms: 10, rungs: { compile: 4 }, otherMs: 6 },
      { ms: 30, rungs: { compile: 20, time: 6 }, otherMs: 4 },
    ];
    const { total, parts: inside } = summaryOf(samples);
    assert.deepEqual([total.count, total.p50, total.p99], [2, 10, 30]);
    assert.deepEqual(Object.keys(inside), ['compile', 'time', 'other']);
    const means = Object.values(inside).map(({ mean }) => mean);
    assert.deepEqual(means, [12, 3, 5]);
  });
});

describe("the latency bench's candidates", () => {
  it('come to what is announced on the simulator, the plain one with any salt', async () => {
    const engine = await simulatedEngine();
    for (const subject of latencySubjects) {
      const options = { engine, seed: 1, trials: 2 };
      const verdict = await verifyKernel(subject.source(0), problemOf(subject, engine), options);
      assert.equal(verdict.outcome, subject.expected, `${subject.name}: ${JSON.stringify(verdict)}`);
    }
    const [plain] = latencySubjects;
    const verdict = await verifyKernel(plain!.source(2 ** 30), problemOf(plain!, engine), { engine, trials: 1 });
    assert.equal(verdict.outcome, 'pass');
  });

  it('have another PTX and another binary with another salt', async () => {
    const engine = await simulatedEngine();
    for (const subject of latencySubjects.filter(({ expected }) => expected === 'pass')) {
      const verdicts = [];
      for (const salt of [1, 2]) {
        const options = { engine, seed: 1, trials: 1 };
        verdicts.push(await verifyKernel(subject.source(salt), problemOf(subject, engine), options));
      }
      const [one, other] = verdicts.map((verdict) => verdict.code?.candidate);
      assert.ok(one && other);
      assert.notEqual(one.ptx, other.ptx);
      assert.notEqual(one.cubin, other.cubin);
    }
  });
});

describe('the latency bench', () => {
  const scratch = scratchFolder();

  it('keeps cold and warm samples of each subject, and tells the percentiles of each part', async () => {
    const options = { only: 'compile error', rounds: 3 };
    const { text, path } = await benchLatency(await simulatedEngine(), scratch(), options);
    assert.match(path, /-latency-sim\.json$/);
    const { subjects, bench } = JSON.parse(readFileSync(path, 'utf8')) as LatencyResult;
    assert.equal(bench, 'latency-sim');
    const [subject] = subjects;
    assert.ok(subject && subjects.length === 1);
    assert.deepEqual([subject.warm.length, subject.cold.length, subject.outcome], [3, 3, 'compile-error']);
    assert.ok(subject.cold.every(({ openedMs, loadedMs, processMs }) => loadedMs < openedMs && openedMs < processMs));
    assert.match(text, /compile error +[\d.]+/);
    assert.match(text, / {2}compile +[\d.]+/);
  }).timeout(60_000);

  it('says what a fresh process found when that is not what was announced', async () => {
    await assert.rejects(judgeInFreshProcess('sim', 'no such subject', 1), /Expected a subject of the latency bench/);
  });

  it('has a table with a row for each part of each subject', () => {
    const { subjects } = sampleResults.latency as LatencyResult;
    const lines = latencyTable({ subjects }).split('\n');
    assert.deepEqual(
      lines.slice(1, 6).map((line) => line.trim().split(/ {2,}/)[0]),
      ['plain', 'plan', 'compile', 'time', 'other'],
    );
    assert.match(lines.at(-1) ?? '', /400 ms after the process began/);
  });
});

describe('judgements over all cases', () => {
  const sample = sampleResults['latency-all-cases'] as AllCasesResult;

  it('are told apart by kinds of cases', () => {
    assert.deepEqual(sample.judgements[0]!.cases.map(kindOf), [
      'small cases',
      'small cases',
      'unseen dims',
      'full case',
    ]);
  });

  it('are looked at once everything is warm, and from the first one on when there was one round only', () => {
    assert.deepEqual(
      warmOf(sample).map(({ round }) => round),
      [1],
    );
    assert.equal(warmOf({ ...sample, rounds: 1 }).length, 2);
  });

  it('have a table that adds up', () => {
    const rows = allCasesTable(sample)
      .split('\n')
      .map((line) => line.split(/ {2,}/).filter(Boolean));
    assert.deepEqual(rows[1]!.slice(0, 3), ['small cases', '2', '30']);
    assert.deepEqual(rows[3]!.slice(0, 3), ['full case', '1', '100']);
    assert.deepEqual(rows[4], ['between verdicts', '8']);
    assert.deepEqual(rows[5]!.slice(0, 3), ['all', '4', '142']);
  });
});
