/**
 * The safe run on a real GPU: faulty candidates of every kind, one after another in this one process, right ones
 * between them. One that got through would take the GPU from all that comes after it.
 */
import assert from 'node:assert/strict';
import { type LoadedProblem, type Verdict, atCase, loadProblem } from '../../lib/index.js';
import { refusedNames } from '../../lib/verify/policy/ability_rules.js';
import type { SafetyFinding } from '../../lib/verify/verdict.js';
import { safeFaultyFiles } from '../safe/corpus.js';
import { type CorpusFile, type FindingKind, faultyFiles } from '../sim/corpus.js';
import { candidateFiles, problemOf, referenceAsCandidate } from './candidate_files.js';
import { expectOutcome, expectPass, verdictText } from './expect_verdict.js';
import { collectGarbage } from './garbage.js';
import { openedGpu, verifyHere } from './gpu_engine.js';

/** What a kernel may not do besides computing is another matter, so all of that is allowed. Short, because endless loops run until then. */
const deadlineMs = 300;
const options = { trials: 1, time: false, deadlineMs, seed: 1, allow: refusedNames };

const vectorAdd = loadProblem('vector_add');
const right = referenceAsCandidate(vectorAdd);

/** A right candidate still passes, in all its trials. */
async function expectRight(after: string): Promise<void> {
  const verdict = await verifyHere(right, atCase(vectorAdd, 'small'), { ...options, trials: 2 });
  const pass = expectPass(verdict, `a right candidate after ${after}`);
  assert.equal(pass.rungs.find(({ rung }) => rung === 'safe')?.status, 'passed');
  assert.equal((await openedGpu()).lost, null);
}

/** What the safe run finds of what the simulator finds; it looks for no races, and memory has no history there. */
const found: Partial<Record<FindingKind, SafetyFinding['kind']>> = {
  'out-of-bounds': 'out-of-bounds',
  misaligned: 'misaligned',
  'write-to-input': 'write-to-input',
  budget: 'deadline',
  trap: 'trap',
  'stack-overflow': 'stack-overflow',
};

/** The line after the header: a candidate's is not as long as its problem's. */
function headerLines(source: string): number {
  return source.slice(0, source.indexOf('---*/')).split('\n').length;
}

interface Subject {
  source: string;
  problem: LoadedProblem;
  /** From a line of the problem's file to the candidate's. */
  shift: number;
}

function subjectOf({ problem }: CorpusFile): Subject {
  const source = referenceAsCandidate(problem);
  return { source, problem: atCase(problem), shift: headerLines(source) - headerLines(problem.source) };
}

function describeFinding({ kind, at, buffer, space, message }: SafetyFinding): string {
  return `${kind} ${buffer || space} at line ${at.line}: ${message}`;
}

describe('the safe run on a GPU, in one process', () => {
  let freeBefore = 0;

  async function freeBytes(): Promise<number> {
    await collectGarbage();
    return (await (await openedGpu()).native.memory()).free;
  }

  before(async () => {
    await expectRight('nothing');
    freeBefore = await freeBytes();
  });

  // What an H100 calls an illegal instruction, or may: no check of addresses finds it.
  const illegal = safeFaultyFiles().filter(({ name }) => /tensor-map|no-arrivals/.test(name));
  for (const file of [...faultyFiles(), ...illegal]) {
    const [expected] = file.expected;
    const kind = expected && found[expected.kind];
    if (!kind) continue;
    it(`finds ${file.name}`, async () => {
      const { source, problem, shift } = subjectOf(file);
      const verdict = expectOutcome(await verifyHere(source, problem, options), 'unsafe', file.name);
      const lines = expected.lines.map((line) => line + shift);
      const { where } = expected;
      const isIt = ({ kind: is, at, buffer, space }: SafetyFinding): boolean =>
        is === kind && lines.includes(at.line) && (where === null || buffer.includes(where) || space === where);
      const list = verdict.findings.map(describeFinding).join('\n  ');
      const wanted = `${kind} ${where ?? ''} at line ${lines.join(' or ')}`;
      assert.ok(verdict.findings.some(isIt), `${file.name}: expected ${wanted} but found\n  ${list}`);
      await expectRight(file.name);
    });
  }

  for (const file of faultyFiles().filter(({ expected: [first] }) => first?.kind === 'barrier-divergence')) {
    it(`ends ${file.name}, which the hardware may let pass`, async () => {
      const { source, problem } = subjectOf(file);
      const verdict = await verifyHere(source, problem, options);
      assert.ok(!['fault', 'hang'].includes(verdict.outcome), verdictText(verdict));
      await expectRight(file.name);
    });
  }

  for (const candidate of candidateFiles('faulty')) {
    it(`finds ${candidate.name} at its full size`, async () => {
      const verdict: Verdict = await verifyHere(candidate.source, atCase(problemOf(candidate), 'full'), options);
      expectOutcome(verdict, 'unsafe', candidate.name);
      await expectRight(candidate.name);
    });
  }

  it('runs a candidate at full speed afterwards, and has its memory back', async () => {
    const verdict = await verifyHere(right, atCase(vectorAdd, 'full'), { trials: 1 });
    assert.ok(expectPass(verdict, 'the reference of vector_add').timing);
    const lost = freeBefore - (await freeBytes());
    // Beside what was held before: the cooled L2's buffer, and what the driver keeps of its compiler.
    assert.ok(lost < 512 << 20, `${lost} bytes of device memory are gone`);
  });
});

describe('a safe run on a GPU that is stopped', () => {
  it('ends before its deadline, and the engine goes on', async () => {
    const spin = candidateFiles('faulty').find(({ name }) => name.includes('spin'));
    assert(spin);
    const stop = new AbortController();
    const call = verifyHere(spin.source, atCase(problemOf(spin), 'full'), {
      trials: 1,
      deadlineMs: 60_000,
      signal: stop.signal,
      onProgress: ({ rung }) => {
        // Long enough for the launch to have begun.
        if (rung === 'safe') setTimeout(() => stop.abort(), 300);
      },
    });
    await assert.rejects(call, { code: 'aborted' });
    await expectRight('a candidate that was stopped');
  });
});
