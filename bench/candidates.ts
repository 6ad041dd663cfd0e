/** Times every right candidate of the corpus on the full cases: what a table of kernels says, and a look at the GPU. */
import { readFileSync, readdirSync } from 'node:fs';
import { digits, percent } from '../lib/format/quantities.js';
import { packagePath } from '../lib/package_root.js';
import { atCase, builtInProblems, loadProblem } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import { verifyKernel } from '../lib/verify/verify_kernel.js';
import { type BenchReport, table, writeResult } from './measurement.js';

export async function benchCandidates(engine: Engine, folder?: string): Promise<BenchReport> {
  const results = [];
  for (const problem of builtInProblems()) {
    for (const file of readdirSync(packagePath('test', 'candidates', problem))) {
      const source = readFileSync(packagePath('test', 'candidates', problem, file), 'utf8');
      const name = `${problem}/${file}`;
      results.push({
        name,
        verdict: await verifyKernel(source, atCase(loadProblem(problem)), { engine, seed: 1, name }),
      });
    }
  }
  const path = writeResult('candidates', engine, { results }, folder);
  const rows = results.map(({ name, verdict }) => {
    if (verdict.outcome !== 'pass' || !verdict.timing || !verdict.roofline) return [name, verdict.outcome, '', '', ''];
    const { timing, roofline } = verdict;
    const error = Math.max(...Object.values(verdict.errorShare));
    return [name, digits(timing.medianMs), digits(roofline.floorMs), percent(roofline.share), percent(error)];
  });
  return { text: table(['candidate', 'median ms', 'floor ms', 'roofline', 'error / allowed'], rows), path };
}
