import assert from 'node:assert/strict';
import { atCase, loadProblem } from '../../lib/problem/problem.js';
import { createTensor } from '../../lib/problem/tensor.js';
import type { VerifyOptions } from '../../lib/verify/options.js';
import { type Outcome, type RungName, type VerdictOf, verdictSchema } from '../../lib/verify/verdict.js';
import { verifyKernel } from '../../lib/verify/verify_kernel.js';
import { compilingEngine, slowSource } from './sample_compile.js';

const problem = atCase(loadProblem('vector_add'), 'small');

function candidate(launch: string, body?: string): string {
  const kernel = body ?? 'int i = blockIdx.x * blockDim.x + threadIdx.x; if (i < N) c[i] = a[i] + b[i];';
  return `/*---
launch:
  - ${launch}
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) { ${kernel} }
`;
}

const good = '{ kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }';

/** The verdict without a device; it has to be of this outcome and as the schema says. */
async function verdict<O extends Outcome>(
  source: string,
  outcome: O,
  options: VerifyOptions = {},
): Promise<VerdictOf<O>> {
  const found = await verifyKernel(source, problem, { engine: await compilingEngine(), seed: 1, ...options });
  assert.deepEqual(verdictSchema.parse(found), found, 'the verdict is not as its schema says');
  assert.deepEqual(JSON.parse(JSON.stringify(found)), found, 'JSON cannot hold the verdict');
  assert.equal(found.outcome, outcome, JSON.stringify(found));
  return found as VerdictOf<O>;
}

function statuses(found: VerdictOf<Outcome>): string[] {
  return found.rungs.map(({ rung, status }) => `${rung} ${status}`);
}

const skipped = ['safe skipped', 'correct skipped', 'repeatable skipped', 'time skipped'];

describe('verifyKernel without a device', () => {
  it('says of a candidate that compiles that it is unverified, and why', async () => {
    const found = await verdict(candidate(good), 'unverified', { name: 'add.cu', trials: 3, time: false });
    assert.match(found.reason, /"none" was chosen/);
    assert.deepEqual(statuses(found), ['plan passed', 'policy passed', 'compile passed', ...skipped]);
    assert.equal(found.device, null);
    assert.equal(found.candidate.name, 'add.cu');
    assert.match(found.candidate.sha256, /^[0-9a-f]{64}$/);
    assert.deepEqual(found.problem, {
      name: 'vector_add',
      case: 'small',
      dims: { N: 1009 },
      sha256: problem.problem.sha256,
    });
    assert.match(found.compiler?.version ?? '', /\d+\.\d+/);
    assert(found.compiler?.options.includes('--gpu-architecture=sm_90a'));
    assert.equal(found.seed, 1);
    assert.deepEqual(found.options, {
      trials: 3,
      time: false,
      safe: true,
      deadlineMs: 10_000,
      simulatedDeadlineMs: 60_000,
      instructionBudget: 2 ** 23,
      l2: 'cold',
      compileDeadlineMs: 60_000,
      compileMemoryBytes: 2 ** 32,
    });
  });

  it('stops at a plan that is wrong, before compiling', async () => {
    const found = await verdict(
      candidate('{ kernel: add, grid: [0], block: [2000], args: [a, q] }', '!'),
      'plan-error',
    );
    assert.deepEqual(
      found.problems.map(({ where }) => where),
      ['launch[0].grid[0]', 'launch[0].block[0]', 'launch[0].args[1]'],
    );
    assert.deepEqual(statuses(found), ['plan failed', 'policy skipped', 'compile skipped', ...skipped]);
  });

  for (const [what, source, where] of [
    ['no header', 'extern "C" __global__ void add() {}', 'header'],
    ['no text', '', 'header'],
    ['a header that is no YAML', '/*---\n[\n---*/\n', 'header'],
    ['no launch', '/*---\nlaunch: []\n---*/\n', 'launch'],
  ] as const) {
    it(`stops at ${what}`, async () => {
      assert.equal((await verdict(source, 'plan-error')).problems[0]?.where, where);
    });
  }

  it('stops at an unknown kernel, with those that there are', async () => {
    const found = await verdict(candidate(good.replace('add', 'sub')), 'plan-error');
    assert.deepEqual(
      found.problems.map(({ where }) => where),
      ['launch[0].kernel'],
    );
    assert.match(found.problems[0]?.message ?? '', /found "sub"\. The source defines add\./);
    assert.deepEqual(statuses(found), ['plan failed', 'policy passed', 'compile passed', ...skipped]);
  });

  it('stops at arguments that do not fit the kernel', async () => {
    const found = await verdict(candidate(good.replace('[a, b, c, N]', '[a, 5, N, c]')), 'plan-error');
    assert.deepEqual(
      found.problems.map(({ where }) => where),
      ['launch[0].args[1]', 'launch[0].args[2]', 'launch[0].args[3]'],
    );
  });

  it('stops at another number of arguments', async () => {
    const found = await verdict(candidate(good.replace('[a, b, c, N]', '[a, b, c]')), 'plan-error');
    assert.match(
      found.problems[0]?.message ?? '',
      /4 arguments for add\(float const\*, float const\*, float\*, int\) but found 3/,
    );
  });

  it('stops at what does not compile, with lines', async () => {
    const found = await verdict(candidate(good, 'c[0] = a'), 'compile-error');
    assert.deepEqual(
      found.errors.map(({ line }) => line),
      [5, 5],
    );
    assert.match(found.log, /error/);
    assert.deepEqual(statuses(found), ['plan passed', 'policy passed', 'compile failed', ...skipped]);
  });

  it('stops at what the policy refuses, with lines, before it compiles', async () => {
    const found = await verdict(candidate(good).replace('---*/', '---*/\n#include "/etc/passwd"'), 'policy-error');
    assert.equal(found.problems.length, 1);
    assert.match(found.problems[0]?.message ?? '', /found "\/etc\/passwd"/);
    assert.deepEqual(statuses(found), ['plan passed', 'policy failed', 'compile skipped', ...skipped]);
  });

  it("stops at the compiler's ceiling of memory", async () => {
    const source = candidate(good).replace('---*/', '---*/\n#include <cooperative_groups.h>');
    const found = await verdict(source, 'compile-error', { compileMemoryBytes: 2 ** 20 });
    assert.match(found.errors[0]?.message ?? '', /took more than 0\.001 GiB of memory/);
  });

  it("stops at the compiler's deadline", async () => {
    const source = `/*---\nlaunch:\n  - { kernel: k, grid: [1], block: [1], args: [] }\n---*/\n${slowSource(5)}`;
    const found = await verdict(source, 'compile-error', { compileDeadlineMs: 100 });
    assert.match(found.errors[0]?.message ?? '', /not done after 100 ms/);
  });

  it('takes named tensors for a problem', async () => {
    const tensors = {
      inputs: { a: createTensor('f32', [4]), b: createTensor('f32', [4]) },
      outputs: { c: createTensor('f32', [4]) },
      dims: { N: 4 },
    };
    const found = await verifyKernel(candidate(good), tensors, { engine: await compilingEngine() });
    assert.deepEqual(verdictSchema.parse(found), found);
    assert.equal(found.outcome, 'unverified');
    assert.deepEqual(found.problem, { name: 'tensors', case: 'given', dims: { N: 4 }, sha256: null });
  });

  it('rejects tensors that cannot be used, and options', async () => {
    const engine = await compilingEngine();
    const tensors = { inputs: {}, outputs: { c: { ...createTensor('f32', [4]), shape: [5] } } };
    await assert.rejects(verifyKernel(candidate(good), tensors, { engine }), { code: 'bad-tensor' });
    await assert.rejects(verifyKernel(candidate(good), problem, { engine, trials: 0 }), { code: 'bad-option' });
    await assert.rejects(verifyKernel(candidate(good), problem, { device: 'gpu' }), { code: 'bad-option' });
  });

  it('serves two calls at once', async () => {
    const [first, second] = await Promise.all([
      verdict(candidate(good, '/* first */'), 'unverified'),
      verdict(candidate(good, 'second'), 'compile-error'),
    ]);
    assert.notEqual(first.candidate.sha256, second.candidate.sha256);
  });

  it('rejects when the signal fired before', async () => {
    const signal = AbortSignal.abort();
    await assert.rejects(verdict(candidate(good), 'unverified', { signal }), { code: 'aborted' });
  });

  it('rejects when the signal fires in mid-compile', async () => {
    const controller = new AbortController();
    const source = `/*---\nlaunch:\n  - { kernel: k, grid: [1], block: [1], args: [] }\n---*/\n${slowSource(6)}`;
    const onProgress = ({ rung }: { rung: RungName }): void => {
      if (rung === 'compile') setTimeout(() => controller.abort(), 20);
    };
    await assert.rejects(verdict(source, 'unverified', { signal: controller.signal, onProgress }), { code: 'aborted' });
  });

  it('tells which rung begins', async () => {
    const begun: RungName[] = [];
    await verdict(candidate(good), 'unverified', { onProgress: ({ rung }) => begun.push(rung) });
    assert.deepEqual(begun, ['plan', 'policy', 'compile']);
  });

  it('draws a seed and records it', async () => {
    const engine = await compilingEngine();
    const seeds = [await verifyKernel('', problem, { engine }), await verifyKernel('', problem, { engine })].map(
      ({ seed }) => seed,
    );
    assert.notEqual(seeds[0], seeds[1]);
  });
});
