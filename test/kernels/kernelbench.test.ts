/**
 * The hand-written kernels for KernelBench's problems. That they compile is seen everywhere; that they are right needs a
 * checkout of KernelBench (WARPSMITH_KERNELBENCH) and a Python with PyTorch, and is then seen at the reduced sizes.
 */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readPlanHeader } from '../../lib/candidate/candidate.js';
import { packagePath } from '../../lib/package_root.js';
import { atCase } from '../../lib/problem/problem.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { kernelBenchFile } from '../../lib/torch/kernelbench.js';
import { loadTorchProblem } from '../../lib/torch/torch_problem.js';
import { Engine } from '../../lib/verify/engine.js';
import { verifyKernel } from '../../lib/verify/verify_kernel.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';
import { findTorch } from '../torch/find_torch.js';

const folder = packagePath('kernels', 'kernelbench', 'level1');
const files = readdirSync(folder).filter((name) => name.endsWith('.cu'));

function sourceOf(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

function numberOf(file: string): number {
  const number = /^(\d+)_[a-z0-9_]+\.cu$/.exec(file)?.[1];
  assert(number !== undefined, `Expected a name such as 19_relu.cu but found ${file}.`);
  return Number(number);
}

describe("kernels for KernelBench's level 1", () => {
  it('are one for each problem, and say that people wrote them', () => {
    const numbers = files.map(numberOf);
    assert.equal(new Set(numbers).size, numbers.length, 'one problem has two');
    for (const file of files) assert.match(sourceOf(file), /^\/\/ Hand-written\b/m, file);
  });

  for (const file of files) {
    it(`${file} compiles`, async () => {
      const { compiler, architecture } = await simulatedEngine();
      const source = sourceOf(file);
      const read = readPlanHeader(source);
      assert('header' in read, JSON.stringify(read));
      const kernels = read.header.launch.map(({ kernel }) => kernel);
      const result = await compiler.compile({ source, kernels, architecture, deadlineMs: 60_000 });
      assert.equal(result.kind, 'compiled', 'log' in result ? result.log : JSON.stringify(result));
    });
  }

  describe('beside the modules', () => {
    const checkout = process.env.WARPSMITH_KERNELBENCH;
    let engine: Engine | null = null;
    before(async function () {
      if (checkout === undefined || findTorch() === null) return this.skip();
      engine = await Engine.open({ device: 'sim', isolation: 'none' });
    });
    after(async () => {
      await engine?.close();
      await closeHelpers();
    });

    for (const file of files) {
      it(`${file} is right at the reduced sizes`, async function () {
        this.timeout(120_000);
        assert(engine && checkout !== undefined);
        const problem = await loadTorchProblem(kernelBenchFile(checkout, 1, numberOf(file)));
        const verdict = await verifyKernel(sourceOf(file), atCase(problem, 'small'), { engine, trials: 5, seed: 1 });
        assert.equal(verdict.outcome, 'pass', JSON.stringify(verdict).slice(0, 2000));
      });
    }
  });
});
