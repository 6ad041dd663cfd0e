import assert from 'node:assert/strict';
import { loadProblem } from '../../lib/problem/problem.js';
import { caseOrder, simulatedCases, verifyAllCases } from '../../lib/verify/verify_cases.js';
import type { VerifyOptions } from '../../lib/verify/options.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { expectOutcome, expectPass } from '../gpu/expect_verdict.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';
import { compilingEngine } from './sample_compile.js';

describe('caseOrder', () => {
  it('puts the full case last and keeps the order of the others', () => {
    assert.deepEqual(caseOrder(loadProblem('vector_add')), ['small', 'single', 'full']);
    assert.deepEqual(caseOrder(loadProblem('softmax')), ['small', 'narrow', 'full']);
  });
});

describe('simulatedCases', () => {
  it('are the small ones', () => {
    assert.deepEqual(simulatedCases(loadProblem('softmax')), ['small', 'narrow']);
  });

  it('are the full one where there is no other', () => {
    const problem = loadProblem('softmax');
    assert.deepEqual(simulatedCases({ ...problem, cases: { full: problem.cases.full ?? {} } }), ['full']);
  });
});

/** A right vector sum for dims that the condition holds for. */
function sumWhere(condition: string, dims = ''): string {
  return `/*---
${dims}launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < N) c[i] = (${condition}) ? a[i] + b[i] : 0.0f;
}
`;
}

describe('verifyAllCases on the simulator', () => {
  const verify = async (source: string, options: VerifyOptions = {}): Promise<Verdict> =>
    verifyAllCases(source, loadProblem('vector_add'), {
      engine: await simulatedEngine(),
      seed: 4,
      trials: 2,
      ...options,
    });

  it('judges sizes that no header names, and tells which', async () => {
    const verdict = expectPass(await verify(sumWhere('true')), 'the sum');
    const { cases, unclaimed, unseen } = verdict.generality ?? {};
    assert.deepEqual([verdict.problem.case, cases, unclaimed, unseen?.length], ['single', ['small', 'single'], [], 4]);
    assert.equal(verdict.claim, undefined);
  });

  it('refuses a candidate that is right in the cases of the problem only', async () => {
    const verdict = expectOutcome(await verify(sumWhere('N == 1 || N == 1009')), 'incorrect', 'the one for two sizes');
    assert.equal(verdict.problem.case, 'unseen');
    assert(![1, 1009, 1048576].includes(verdict.problem.dims.N ?? 1));
  });

  /** A right sum whose grid has a block a row of 8, which is too many for y at the full case. */
  const tall = (dims = ''): string => `/*---
${dims}launch:
  - { kernel: add, grid: [1, "ceildiv(N, 8)"], block: [8], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
  const int i = blockIdx.y * blockDim.x + threadIdx.x;
  if (i < N) c[i] = a[i] + b[i];
}
`;

  it('refuses a plan that can be launched at the small cases only, as a GPU would', async () => {
    const verdict = expectOutcome(await verify(tall()), 'plan-error', 'the tall grid');
    assert.equal(verdict.problem.case, 'full');
    assert.match(verdict.problems[0]?.message ?? '', /65535.*131072/);
  });

  it('asks nothing of a plan at a full case that it does not claim', async () => {
    expectPass(await verify(tall('dims: { N: [1, 5000] }\n')), 'the tall grid for short vectors');
  });

  it('tells of mistakes at small cases before those of a plan at the full one', async () => {
    const wrong = tall().replace('a[i] + b[i]', 'a[i] - b[i]');
    const verdict = expectOutcome(await verify(wrong), 'incorrect', 'the difference');
    assert.equal(verdict.problem.case, 'small');
  });

  it('finds the same sizes for the same seed', async () => {
    const unseen = async (seed: number): Promise<unknown> =>
      expectPass(await verify(sumWhere('true'), { seed }), 'the sum').generality?.unseen;
    assert.deepEqual(await unseen(8), await unseen(8));
    assert.notDeepEqual(await unseen(8), await unseen(9));
  });

  it('holds a candidate to what it claims, and says what that is', async () => {
    const source = sumWhere('N % 4 == 1', 'dims: { N: [1009, 1009] }\n');
    const verdict = expectPass(await verify(source), 'the one for one size');
    const { cases, unclaimed, unseen } = verdict.generality ?? {};
    assert.deepEqual([cases, unclaimed, unseen], [['small'], ['single'], []]);
    assert.deepEqual(verdict.claim, { N: '1009' });
  });

  it('judges a claim that no small case is in on sizes of it', async () => {
    const claim = 'dims: { N: multiple of 4 }\n';
    const right = expectPass(await verify(sumWhere('N % 4 == 0', claim)), 'the one for multiples of 4');
    assert.deepEqual(right.generality?.unclaimed, ['small', 'single']);
    assert(right.generality.unseen.every(({ N = 1 }) => N % 4 === 0));
    const wrong = expectOutcome(
      await verify(sumWhere('N % 16 == 8', claim)),
      'incorrect',
      'the one that claims too much',
    );
    assert.equal(wrong.problem.case, 'unseen');
  });

  it('refuses a claim that leaves out all that runs here', async () => {
    const verdict = await verify(sumWhere('true', 'dims: { N: 1048576 }\n'));
    const [problem] = expectOutcome(verdict, 'plan-error', 'the one for the full size').problems;
    assert.equal(problem?.where, 'dims.N');
    assert.match(problem.message, /written for N of 1048576, but the case "small" has 1009/);
  });
});

describe('verifyAllCases', () => {
  const source = (grid: string): string => `/*---
launch:
  - { kernel: add, grid: ["${grid}"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {}
`;

  it('without a device looks at every case, and the full one is what it tells of', async () => {
    const verdict = await verifyAllCases(source('ceildiv(N, 256)'), loadProblem('vector_add'), {
      engine: await compilingEngine(),
    });
    assert.deepEqual([verdict.outcome, verdict.problem.case, verdict.options.time], ['unverified', 'full', true]);
  });

  it('finds a plan that fails in the full case only', async () => {
    const verdict = await verifyAllCases(source('1024 / ceildiv(N, 1024)'), loadProblem('vector_add'), {
      engine: await compilingEngine(),
    });
    assert.equal(verdict.outcome, 'unverified');
    const large = await verifyAllCases(source('1000 / ceildiv(N, 1024)'), loadProblem('vector_add'), {
      engine: await compilingEngine(),
    });
    assert.deepEqual([large.outcome, large.problem.case], ['plan-error', 'full']);
  });

  it('finds a plan that fails in a small case only', async () => {
    const verdict = await verifyAllCases(source('N / 2048'), loadProblem('vector_add'), {
      engine: await compilingEngine(),
    });
    assert.deepEqual([verdict.outcome, verdict.problem.case], ['plan-error', 'small']);
  });
});
