/** How long a verdict takes: warm with a fresh source each time, the same source again, and at KernelBench's sizes. */
import { readFileSync } from 'node:fs';
import { digits } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import { atCase, loadProblem } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import { median } from '../lib/verify/statistics.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { type BenchReport, table, writeResult } from './measurement.js';

interface Subject {
  label: string;
  problem: string;
  candidate: string;
  runs: number;
  /** A comment is appended for each run, so that nothing comes from the compile cache. */
  fresh: boolean;
  goalMs: number;
}

/** The goals are those of the project's plan; KernelBench's harness took 174 s and 69 s for the last two. */
const subjects: Subject[] = [
  { label: 'vector_add 1M, fresh source', problem: 'vector_add', candidate: 'fast', runs: 40, fresh: true, goalMs: 60 },
  { label: 'vector_add 1M, same source', problem: 'vector_add', candidate: 'fast', runs: 40, fresh: false, goalMs: 25 },
  { label: 'relu 4096 × 393216', problem: 'relu', candidate: 'fast', runs: 7, fresh: true, goalMs: 2000 },
  { label: 'matmul 4096³, 32 × 32 tiles', problem: 'matmul', candidate: 'tiled32', runs: 7, fresh: true, goalMs: 1500 },
];

export async function benchVerdictTime(engine: Engine, folder?: string): Promise<BenchReport> {
  const results = [];
  for (const subject of subjects) {
    const path = packagePath('test', 'candidates', subject.problem, `${subject.candidate}.cu`);
    const source = readFileSync(path, 'utf8');
    const problem = atCase(loadProblem(subject.problem));
    const runs = [];
    for (let run = -2; run < subject.runs; run++) {
      const text = subject.fresh ? `${source}\n// run ${run} ${process.hrtime.bigint()}\n` : source;
      const started = performance.now();
      const verdict = await verifyKernel(text, problem, { engine, seed: 1000 + run });
      const ms = performance.now() - started;
      if (verdict.outcome !== 'pass') throw new Error(`${subject.label} did not pass: ${JSON.stringify(verdict)}`);
      // The first two warm up: they also compile the reference.
      const rungs = Object.fromEntries(verdict.rungs.map((rung) => [rung.rung, rung.ms]));
      if (run >= 0)
        runs.push({ ms, rungs, kernelMs: verdict.timing?.medianMs, samples: verdict.timing?.samplesMs.length });
    }
    const medianMs = median(runs.map(({ ms }) => ms));
    results.push({ ...subject, medianMs, slowestMs: Math.max(...runs.map(({ ms }) => ms)), runs });
  }
  const path = writeResult('verdict-time', engine, { results }, folder);
  const rows = results.map(({ label, medianMs, slowestMs, goalMs, runs }) => {
    const rung = (name: string): string => digits(median(runs.map(({ rungs }) => rungs[name] ?? 0)), 3);
    return [label, digits(medianMs), digits(slowestMs), String(goalMs), rung('compile'), rung('correct'), rung('time')];
  });
  return { text: table(['verdict, ms', 'median', 'slowest', 'goal', 'compile', 'correct', 'time'], rows), path };
}
