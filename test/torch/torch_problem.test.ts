import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { packagePath } from '../../lib/package_root.js';
import { type Problem, atCase } from '../../lib/problem/problem.js';
import { closeHelpers, helperOf } from '../../lib/torch/helpers.js';
import { loadTorchProblem } from '../../lib/torch/torch_problem.js';
import { kernelBenchTrialSeeds } from '../../lib/verify/conditions/kernelbench.js';
import { Engine } from '../../lib/verify/engine.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { verifyAllCases } from '../../lib/verify/verify_cases.js';
import { verifyKernel } from '../../lib/verify/verify_kernel.js';
import { findTorch } from './find_torch.js';

const file = packagePath('test', 'torch', 'modules', 'scaled_relu.py');
const fakePython = packagePath('test', 'torch', 'fake_python.mjs');

const candidate = (expression: string): string => `/*---
launch:
  - { kernel: relu, grid: ["ceildiv(columns, 64)", rows], block: [64], args: [x, mask, pick, weight, out, columns] }
---*/
extern "C" __global__ void relu(const float* x, const float* mask, const long long* pick, const float* weight, float* out, int columns) {
    int c = blockIdx.x * 64 + threadIdx.x;
    if (c >= columns) return;
    int at = blockIdx.y * columns + c;
    out[at] = ${expression} + weight[pick[blockIdx.y]];
}
`;
const right = candidate('fmaxf(x[at], 0.0f) * weight[c] + mask[c + 1]');

function whatHolds(python: () => string | null): void {
  let problem: Problem;
  let engine: Engine | null = null;
  before(async function () {
    this.timeout(180_000);
    const found = python();
    if (found === null) return this.skip();
    problem = await loadTorchProblem(file, { python: found });
    engine = await Engine.open({ device: 'sim', isolation: 'none' });
  });
  after(async () => {
    if (engine !== null) await engine.close();
    await closeHelpers();
  });

  async function judged(source: string): Promise<Verdict> {
    assert(engine);
    return verifyKernel(source, atCase(problem, 'small'), { engine, seed: 4 });
  }

  it('has the sizes of the file, and reduced ones, by name', () => {
    const { rows, columns } = problem.cases.full ?? {};
    assert.deepEqual([rows, columns], [40, 1000]);
    const small = problem.cases.small ?? {};
    assert((small.rows ?? 40) < 40 && (small.columns ?? 1000) < 1000, JSON.stringify(small));
    const { contract } = atCase(problem, 'small');
    assert.deepEqual(
      contract.outputs.map(({ name, labels, shape }) => [name, labels, shape]),
      [['out', ['rows', 'columns'], [small.rows, small.columns]]],
    );
    assert.deepEqual(
      contract.inputs.map(({ name }) => name),
      ['x', 'mask', 'pick', 'weight'],
    );
    assert.deepEqual(contract.inputs[1]?.labels, ['mask_0'], 'a size that is none of the file gets a name');
    assert.equal(contract.constants.axis, -1);
  });

  it('draws a parameter that starts as a constant, and any x where the module has an answer for it', () => {
    const { inputs } = problem.header;
    assert.deepEqual(inputs.weight?.fill, { normal: [1, 0.25] });
    assert.equal(inputs.x?.domain, 'any');
    assert.deepEqual(atCase(problem).contract.inputs[1]?.made, true);
  });

  it('knows its operations for counted by PyTorch, which are no promise of what a kernel needs', () => {
    assert(problem.torch);
    const products = { ...problem, torch: { ...problem.torch, operations: { full: 80_000, small: 8 } } };
    const usual = { unit: 'f32', counted: true, leastOperations: null, readBytes: null };
    assert.deepEqual(atCase(products).contract.work, { ...usual, operations: 80_000 });
    assert.deepEqual(atCase(products, 'small').contract.work, { ...usual, operations: 8 });
    assert.equal(atCase(problem).contract.work, null, 'this module has no products');
  });

  it("draws an index below the case's own size", () => {
    for (const [name, { columns = 0 }] of Object.entries(problem.cases)) {
      assert.deepEqual(atCase(problem, name).contract.inputs[2]?.fill, { integers: [0, columns - 1] }, name);
    }
  });

  it('is loaded again when its process was lost', async () => {
    const helper = await helperOf(problem.torch?.python ?? null);
    process.kill(Number(helper.pid), 'SIGKILL');
    while (helper.alive) await sleep(10);
    assert.equal((await judged(right)).outcome, 'pass');
  });

  it('passes a right candidate, with inputs that only the module makes', async () => {
    const verdict = await judged(right);
    assert(verdict.outcome === 'pass', JSON.stringify(verdict).slice(0, 2000));
    assert.deepEqual(verdict.degenerate, []);
  });

  describe("under KernelBench's conditions", () => {
    const underThem = (source: string): Promise<Verdict> => {
      assert(engine);
      return verifyAllCases(source, problem, { engine, conditions: 'kernelbench' });
    };

    it('has its trials on inputs and parameters as the file makes them, and says what that leaves out', async () => {
      const verdict = await underThem(right);
      assert(verdict.outcome === 'pass', JSON.stringify(verdict).slice(0, 2000));
      const { options, problem: at, trials, degenerate, repeatability, generality, families, unjudged = [] } = verdict;
      assert.deepEqual([options.conditions, options.tolerance, trials], ['kernelbench', 'kernelbench', 5]);
      assert.deepEqual(
        [at.case, degenerate, repeatability, generality, families],
        ['small', [], undefined, undefined, []],
      );
      assert.match(unjudged.join('\n'), /no other family of inputs/);
      assert.doesNotMatch(unjudged.join('\n'), /Nobody asked/);
      assert.equal(verdict.rungs.find(({ rung }) => rung === 'repeatable')?.status, 'skipped');
    });

    it('pass what no input of the file tells from a right answer', async () => {
      for (const lazy of ['x[at] * weight[c] + mask[c + 1]', 'fmaxf(x[at], 0.0f) + mask[c + 1]']) {
        assert.equal((await underThem(candidate(lazy))).outcome, 'pass', lazy);
      }
    });

    it('fail what is off by more than their tolerance, in a trial of their seed', async () => {
      const verdict = await underThem(candidate('fmaxf(x[at], 0.0f) * weight[c] + mask[c + 1] + 1e-3f'));
      assert(verdict.outcome === 'incorrect', JSON.stringify(verdict).slice(0, 2000));
      assert.deepEqual([verdict.trial, verdict.trialSeed], [0, kernelBenchTrialSeeds[0]]);
      const { relative, absolute, kind } = verdict.mismatches[0]?.tolerance ?? {};
      assert.deepEqual([relative, absolute, kind], [1e-4, 1e-4, 'kernelbench']);
    });
  });

  it('computes in f32 and allows for TF32 where that is chosen, and is another problem then', async () => {
    const { python } = problem.torch ?? {};
    assert(python);
    const chosen = await loadTorchProblem(file, { python, tf32: true });
    assert.deepEqual([chosen.torch?.precision, chosen.torch?.tf32, chosen.header.precision], ['f32', true, 'tf32']);
    assert.notEqual(chosen.sha256, problem.sha256);
    assert(engine);
    assert.equal((await verifyKernel(right, atCase(chosen, 'small'), { engine, seed: 4 })).outcome, 'pass');
    const refused = loadTorchProblem(file, { python, tf32: true, precision: 'f64' });
    await assert.rejects(refused, { code: 'bad-option', message: /^Expected the precision f32 with TF32/ });
  });

  it('fails one that leaves out the weight, the mask or the sign', async () => {
    for (const wrong of [
      'fmaxf(x[at], 0.0f) + mask[c + 1]',
      'fmaxf(x[at], 0.0f) * weight[c]',
      'x[at] * weight[c] + mask[c + 1]',
    ]) {
      assert.equal((await judged(candidate(wrong))).outcome, 'incorrect', wrong);
    }
  });
}

describe('a PyTorch module as the reference', () => {
  describe("behind the helper's protocol", () => whatHolds(() => fakePython));
  describe('in PyTorch', () => whatHolds(() => findTorch()));
});
