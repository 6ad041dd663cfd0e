/**
 * One process of the bench `time-repeat`: times some subjects once and prints what it measured, a line of JSON each.
 * `node time_repeat_child.js DEVICE ONLY SAFE`; with SAFE "unchecked" nothing but the plan's own kernels runs, for profilers.
 */
import { Engine } from '../lib/verify/engine.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { nameOf, problemOf, sourceOf, timedSubjects } from './time_repeat_subjects.js';

/** What the child says of one subject. */
export interface TimedOnce {
  name: string;
  medianMs: number;
  intervalMs: [number, number];
  samples: number;
  /** SHA-256 of the cubin. */
  cubin: string;
  /** The plan's kernels, without template arguments. */
  kernels: string[];
  warnings: string[];
}

const [device = 'cuda:0', only = '', safe = 'checked'] = process.argv.slice(2);
const engine = await Engine.open({ device });
for (const subject of timedSubjects(only)) {
  // A baseline that is given need not be timed, and nobody asks a case of no name whether its problem is degenerate.
  const options = { engine, seed: 1, trials: 1, safe: safe === 'checked', baselineMs: 1 };
  const { problem, contract } = problemOf(subject);
  const inputs = { problem, contract: { ...contract, caseName: 'timed' } };
  const verdict = await verifyKernel(sourceOf(subject), inputs, options);
  if (verdict.outcome !== 'pass' || !verdict.timing) {
    throw new Error(`${nameOf(subject)} was not timed: ${JSON.stringify(verdict).slice(0, 2000)}`);
  }
  const { medianMs, intervalMs, samplesMs, warnings } = verdict.timing;
  const timed: TimedOnce = {
    name: nameOf(subject),
    medianMs,
    intervalMs,
    samples: samplesMs.length,
    cubin: verdict.code?.candidate.cubin ?? '',
    kernels: verdict.kernels.map(({ kernel }) => kernel.replace(/<.*$/, '')),
    warnings,
  };
  console.log(JSON.stringify(timed));
}
// Nothing is left to do, and the driver's own threads are not waited for.
process.exit(0);
