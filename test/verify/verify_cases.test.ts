import assert from 'node:assert/strict';
import { loadProblem } from '../../lib/problem/problem.js';
import { caseOrder, simulatedCases, verifyAllCases } from '../../lib/verify/verify_cases.js';
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
