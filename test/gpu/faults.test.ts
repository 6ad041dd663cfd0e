import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { atCase, loadProblem } from '../../lib/index.js';
import { packagePath } from '../../lib/package_root.js';
import { candidateFiles, referenceAsCandidate } from './candidate_files.js';
import { expectOutcome, expectPass, verdictText } from './expect_verdict.js';
import type { FaultReport } from './fault_process.js';
import { verifyHere } from './gpu_engine.js';

/** A process that is still there by then does not end by itself. */
const patienceMs = 45_000;

async function reportOf(candidate: string, ...more: string[]): Promise<FaultReport> {
  const script = packagePath('dist', 'test', 'gpu', 'fault_process.js');
  const child = spawn(process.execPath, [script, candidate, ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  const patience = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  try {
    const closed = once(child, 'close') as Promise<[number | null, string | null]>;
    const [output, errors, [code, signal]] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    const printed = `It printed:\n${output.slice(0, 4000)}\n${errors.slice(0, 4000)}`;
    assert.equal(signal, null, `${candidate}: the process did not end by itself but with ${signal}. ${printed}`);
    assert.equal(code, 0, `${candidate}: the process ended with ${code}. ${printed}`);
    return JSON.parse(output) as FaultReport;
  } finally {
    clearTimeout(patience);
  }
}

interface Truth {
  name: RegExp;
  outcomes: string[];
  /** Of a fault. */
  error: RegExp;
}

/** What a file's name promises; the first that fits holds. */
const truths: Truth[] = [
  { name: /trap|assert/, outcomes: ['fault'], error: /^CUDA_ERROR_(LAUNCH_FAILED|ASSERT)$/ },
  { name: /align/, outcomes: ['fault'], error: /^CUDA_ERROR_MISALIGNED_ADDRESS$/ },
  { name: /bound|null|address|wild|illegal/, outcomes: ['fault'], error: /^CUDA_ERROR_ILLEGAL_ADDRESS$/ },
  // Where threads have returned, the hardware counts them as arrived and the barrier completes.
  { name: /barrier|deadlock/, outcomes: ['hang', 'pass', 'incorrect'], error: /^$/ },
  { name: /spin|endless|loop|hang/, outcomes: ['hang'], error: /^$/ },
  { name: /./, outcomes: ['fault', 'hang'], error: /^CUDA_ERROR_/ },
];

describe('faults on a GPU that no safe run prevents, each in a process of its own', () => {
  const files = candidateFiles('faulty');
  it('has candidates to try', () => assert.ok(files.length > 0, 'test/candidates/faulty/ has no .cu file'));

  for (const { name } of files) {
    it(`${name} is reported, and the process ends`, async () => {
      const { verdict, second } = await reportOf(name);
      const { outcomes, error } = truths.find((truth) => truth.name.test(name.split('/').at(-1) ?? ''))!;
      const { outcome } = verdict;
      assert.ok(
        outcomes.includes(outcome),
        `${name} should give ${outcomes.join(' or ')} but gave ${verdictText(verdict)}`,
      );
      if (verdict.outcome === 'fault') assert.match(verdict.error, error, `${name}: ${verdict.message}`);
      const lost = outcome === 'fault' || outcome === 'hang';
      const found = 'code' in second ? second.code : second.outcome;
      const expected = lost ? 'device-lost' : 'pass';
      assert.equal(found, expected, `${name}: the call after "${outcome}" ended with ${JSON.stringify(second)}`);

      const problem = loadProblem('vector_add');
      const here = await verifyHere(referenceAsCandidate(problem), atCase(problem, 'small'), {
        trials: 1,
        time: false,
      });
      expectPass(here, `this process, after ${name} in another one`);
    });
  }

  const spin = files.find(({ name }) => name.includes('spin'));
  if (!spin) return;
  it(`${spin.name} is reported by an engine that was used before and saw garbage collected`, async () => {
    const { verdict, second } = await reportOf(spin.name, 'used');
    expectOutcome(verdict, 'hang', spin.name);
    assert.equal('code' in second ? second.code : second.outcome, 'device-lost');
  });
});
