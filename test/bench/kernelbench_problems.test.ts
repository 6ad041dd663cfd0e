import assert from 'node:assert/strict';
import { hostWrapper, modelNew } from '../../bench/kernelbench_model.js';
import {
  chosenProblems,
  freshCandidate,
  freshId,
  kernelBenchProblems,
  loadKernelBenchProblem,
} from '../../bench/kernelbench_problems.js';
import { verifyKernel } from '../../lib/index.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';

const numbered = (number: number): (typeof kernelBenchProblems)[number] => {
  const found = kernelBenchProblems.find((problem) => problem.number === number);
  assert.ok(found);
  return found;
};

/** Of KernelBench's own files, by `shapes.json` of their facts: inputs, parameters, and the output. */
const shapes: Record<number, number[][]> = {
  1: [
    [4096, 4096],
    [4096, 4096],
    [4096, 4096],
  ],
  19: [
    [4096, 393216],
    [4096, 393216],
  ],
  23: [
    [4096, 393216],
    [4096, 393216],
  ],
  26: [
    [4096, 393216],
    [4096, 393216],
  ],
  36: [
    [112, 64, 512, 512],
    [112, 64, 512, 512],
  ],
  40: [
    [16, 64, 256, 256],
    [64, 256, 256],
    [64, 256, 256],
    [16, 64, 256, 256],
  ],
  47: [
    [128, 4096, 4095],
    [128, 1, 4095],
  ],
  54: [
    [16, 3, 64, 64, 64],
    [64, 3, 3, 3, 3],
    [16, 64, 62, 62, 62],
  ],
  67: [
    [32, 64, 131072],
    [128, 64, 3],
    [32, 128, 131070],
  ],
  97: [
    [32, 32, 512, 1024],
    [32, 32, 512, 1024],
    [32, 32, 512, 1024],
    [32, 32, 512, 1024],
  ],
};

describe("KernelBench's problems", () => {
  for (const problem of kernelBenchProblems) {
    const name = `${problem.number} ${problem.folder}`;

    it(`${name}: has KernelBench's sizes`, () => {
      const { contract } = loadKernelBenchProblem(problem, 'full');
      const tensors = [...contract.inputs, ...contract.outputs];
      assert.deepEqual(
        tensors.map(({ shape }) => shape),
        shapes[problem.number],
      );
      assert.ok(tensors.every(({ dtype }) => dtype === 'f32'));
    });

    it(`${name}: has a candidate that is right at the small size`, async () => {
      const source = freshCandidate(problem, freshId());
      const engine = await simulatedEngine();
      const verdict = await verifyKernel(source, loadKernelBenchProblem(problem, 'small'), { engine, seed: 1 });
      assert.equal(verdict.outcome, 'pass', JSON.stringify(verdict).slice(0, 2000));
      assert.deepEqual(verdict.degenerate, []);
    });

    it(`${name}: can be written for KernelBench`, () => {
      const { contract } = loadKernelBenchProblem(problem, 'full');
      const text = modelNew(problem, freshCandidate(problem, 'fabc'), contract, 'fabc');
      assert.match(text, /class ModelNew/);
      assert.doesNotMatch(text, /_fresh|undefined|NaN/);
    });
  }

  it('are all taken, the cheapest first, or those with the numbers', () => {
    assert.equal(chosenProblems('').length, 10);
    const about = chosenProblems('').map(({ aboutS }) => aboutS);
    assert.deepEqual(
      about,
      [...about].sort((a, b) => a - b),
    );
    assert.deepEqual(
      chosenProblems('19,1').map(({ number }) => number),
      [1, 19],
    );
    assert.throws(() => chosenProblems('1,2'), /Expected --only with some of the problems 1, 19, .* but found 2/);
  });

  it('have candidates whose kernels are called otherwise each time, in the plan too', () => {
    const [one, other] = [freshCandidate(numbered(97), freshId()), freshCandidate(numbered(97), freshId())];
    assert.notEqual(one, other);
    const kernels = [...one.matchAll(/kernel: (\w+)/g)].map(([, kernel]) => kernel ?? '');
    assert.equal(kernels.length, 3);
    for (const kernel of kernels) {
      assert.equal(one.split(kernel).length, 3, 'in the plan and in the code');
      assert.ok(!other.includes(kernel));
    }
  });
});

describe("a candidate's launches in C++", () => {
  it("have the plan's sizes as numbers, and workspaces of their own", () => {
    const problem = numbered(40);
    const { contract } = loadKernelBenchProblem(problem, 'full');
    const { declaration, definition } = hostWrapper(freshCandidate(problem, 'f1'), contract);
    assert.equal(declaration, 'torch::Tensor run(torch::Tensor x, torch::Tensor weight, torch::Tensor bias);');
    assert.match(definition, /auto y = torch::empty\(\{16, 64, 256, 256\}, x\.options\(\)/);
    assert.match(definition, /auto means = torch::empty\(\{16, 256\}/);
    assert.match(
      definition,
      /gather_f1<<<dim3\(256, 16, 1\), dim3\(256, 1, 1\), 0>>>\(x\.data_ptr<float>\(\), .*4194304LL\)/,
    );
    assert.match(definition, /normalise_f1<<<.*, 1e-5\);\n {4}return y;/);
  });

  it('have the body of the candidate as it is, and its parameters where the model keeps them', () => {
    const problem = numbered(67);
    const { contract } = loadKernelBenchProblem(problem, 'full');
    const source = freshCandidate(problem, 'f1');
    const text = modelNew(problem, source, contract, 'f1');
    const body = source.slice(source.indexOf('---*/') + '---*/'.length);
    assert.ok(text.includes(JSON.stringify(body).slice(1, -1)));
    assert.match(text, /def __init__\(self, channels, filters, size\):/);
    assert.match(text, /self\.layer = nn\.Conv1d\(channels, filters, size, bias=False\)/);
    assert.match(text, /extension\.run\(x, self\.layer\.weight\)/);
  });

  it('are not written for plans that would need more than an ordinary launch', () => {
    const problem = numbered(19);
    const { contract } = loadKernelBenchProblem(problem, 'full');
    const source = freshCandidate(problem, 'f1').replace('block: [256],', 'block: [256], shared: 65536,');
    assert.throws(() => hostWrapper(source, contract), /Expected ordinary launches/);
  });
});
