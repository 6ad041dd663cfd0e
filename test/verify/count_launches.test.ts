import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPlanHeader } from '../../lib/candidate/candidate.js';
import { resolvePlan } from '../../lib/candidate/plan.js';
import type { GuardedEngine } from '../../lib/guard/guarded_engine.js';
import { type LoadedProblem, atCase, loadProblem, parseProblem } from '../../lib/problem/problem.js';
import { bindArguments } from '../../lib/verify/bind_arguments.js';
import { type Counting, countLaunches } from '../../lib/verify/count_launches.js';
import type { LaunchCounters, Verdict } from '../../lib/verify/verdict.js';
import { verifyAllCases } from '../../lib/verify/verify_cases.js';
import { verifyKernel } from '../../lib/verify/verify_kernel.js';
import { onFakeGpu, openGuarded } from '../guard/fake_gpu.js';
import { candidate } from '../native/fake_driver/scenarios/sample.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';
import { compiled, compilingEngine } from './sample_compile.js';

/** A kernel `add(a, b, c, N)` over 1009 elements. */
function sumOf(body: string): string {
  return `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
  const int i = blockIdx.x * blockDim.x + threadIdx.x;
${body}
}
`;
}

async function count(body: string, how: Partial<Counting> = {}): Promise<LaunchCounters[] | null> {
  const { compiler, limits } = await compilingEngine();
  const { contract } = atCase(loadProblem('vector_add'), 'small');
  const source = sumOf(body);
  const read = readPlanHeader(source);
  assert('header' in read);
  const { plan } = resolvePlan(read.header, contract, limits);
  const built = await compiled(source, ['add']);
  const bound = bindArguments(plan, built);
  assert('launches' in bound);
  const toLoad = { plan, compiled: built, bound: bound.launches };
  return countLaunches(compiler, contract, toLoad, { seed: 1, deadlineMs: 20_000, instructionBudget: 2 ** 20, ...how });
}

describe('countLaunches', () => {
  const sum = '  if (i < N) c[i] = a[i] + b[i];';

  it('counts what the simulator counts when it judges', async () => {
    const counters = await count(sum);
    const problem = atCase(loadProblem('vector_add'), 'small');
    const judged = await verifyKernel(sumOf(sum), problem, { engine: await simulatedEngine(), trials: 1, seed: 1 });
    const [launch] = counters ?? [];
    assert.deepEqual([launch?.kernel, launch?.globalLoadRequests], ['add', 64]);
    assert.deepEqual(counters, judged.counters);
  });

  it('gives nothing for what the simulator finds unsafe, cannot end or is not given the time for', async () => {
    assert.equal(await count('  c[i] = a[i] + b[i];'), null);
    assert.equal(await count(`  while (a[0] < 1e9f) c[i % N] = 0;\n${sum}`, { instructionBudget: 1000 }), null);
    assert.equal(
      await count(`  for (int j = 0; j < 1 << 30; j++) c[i % N] += a[j % N];\n${sum}`, {
        deadlineMs: 30,
        instructionBudget: 2 ** 40,
      }),
      null,
    );
    assert.equal(await count(sum, { deadlineMs: 0.5 }), null);
  });

  it('stops with its signal', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(count(sum, { signal }), { code: 'aborted' });
  });
});

describe('counting beside a GPU', () => {
  onFakeGpu();
  let engine: GuardedEngine;
  before(async () => {
    engine = await openGuarded({ spare: false });
  });
  after(() => engine.close());

  const problem = parseProblem(
    `/*---
name: copy
summary: A copy.
dims: { N: 64 }
cases: { few: { N: 32 }, none: { N: 48 } }
inputs: { x: { type: f32, shape: [N] } }
outputs: { y: { type: f32, shape: [N] } }
launch: [{ kernel: k, grid: [1], block: [64], args: [x, y, N] }]
---*/
extern "C" __global__ void k(const float* x, float* y, int N) { if (threadIdx.x < N) y[threadIdx.x] = x[threadIdx.x]; }
`,
    'copy.cu',
  );
  const source = candidate('k').replace('{ y[', '{ if (threadIdx.x < N) y[');

  /** The code that makes inputs is compiled in the engine's process while the first candidates are judged. */
  async function counted(judge: () => Promise<Verdict>): Promise<Verdict> {
    let verdict = await judge();
    while (verdict.outcome === 'pass' && !verdict.counters) {
      await sleep(50);
      verdict = await judge();
    }
    return verdict;
  }
  const options = { trials: 1, time: false, safe: false, seed: 1 };

  it('adds to a verdict of one case what the launches do, and says so', async () => {
    const few: LoadedProblem = atCase(problem, 'few');
    const verdict = await counted(() => verifyKernel(source, few, { engine, ...options, countersMs: 5000 }));
    assert.equal(verdict.outcome, 'pass');
    assert.equal(verdict.counters?.[0]?.globalLoadRequests, 1);
    assert.deepEqual(verdict.counted, { case: 'few', dims: { N: 32 } });
    assert.equal(verdict.options.countersMs, 5000);
  });

  it('counts on the first small case and tells it with the verdict on all', async () => {
    const verdict = await counted(() => verifyAllCases(source, problem, { engine, ...options, countersMs: 5000 }));
    assert.equal(verdict.problem.case, 'full');
    assert.deepEqual(verdict.counted, { case: 'few', dims: { N: 32 } });
    assert.equal(verdict.counters?.length, 1);
  });

  it('counts nothing unless it is asked to', async () => {
    const verdict = await verifyAllCases(source, problem, { engine, ...options });
    assert.deepEqual([verdict.outcome, verdict.counters, verdict.counted], ['pass', undefined, undefined]);
    assert.equal('countersMs' in verdict.options, false);
  });
});
