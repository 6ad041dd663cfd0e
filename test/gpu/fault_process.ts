/**
 * Verifies one candidate without the safe run, so that it may take the GPU from this process, and then another one.
 * Prints a FaultReport as JSON. Arguments: the candidate's name, such as "faulty/vector_add-trap.cu", and perhaps
 * "used": then the engine has verified a right candidate before and garbage was collected. Ends by itself, or it would
 * show that the engine can't.
 */
import { atCase, Engine, loadProblem, verifyAllCases, verifyKernel, type Verdict } from '../../lib/index.js';
import { problemOf, readCandidate, referenceAsCandidate } from './candidate_files.js';
import { collectGarbage } from './garbage.js';

export interface FaultReport {
  verdict: Verdict;
  /** What the call after it ended with: an outcome or an error. */
  second: { outcome: string } | { code: string; message: string };
}

const [name = '', state] = process.argv.slice(2);
const candidate = readCandidate(name);
const engine = await Engine.open({ device: 'cuda:0' });
const options = { engine, trials: 1, time: false, deadlineMs: 2000, safe: false };

async function verifyRight(): Promise<FaultReport['second']> {
  const problem = loadProblem('vector_add');
  try {
    const { outcome } = await verifyKernel(referenceAsCandidate(problem), atCase(problem, 'small'), options);
    return { outcome };
  } catch (error) {
    const { code = 'none', message = String(error) } = error as { code?: string; message?: string };
    return { code, message };
  }
}

if (state === 'used') {
  await verifyRight();
  await collectGarbage();
}
const verdict = await verifyAllCases(candidate.source, problemOf(candidate), options);
const report: FaultReport = { verdict, second: await verifyRight() };
process.stdout.write(`${JSON.stringify(report)}\n`);
