/** What passes without solving the problem where the conditions have fewer inputs and a wider tolerance. */
import assert from 'node:assert/strict';
import { packagePath } from '../../../lib/package_root.js';
import { type LoadedProblem, atCase } from '../../../lib/problem/problem.js';
import { closeHelpers } from '../../../lib/torch/helpers.js';
import { loadTorchProblem } from '../../../lib/torch/torch_problem.js';
import { Engine } from '../../../lib/verify/engine.js';
import { verifyKernel } from '../../../lib/verify/verify_kernel.js';
import { findTorch } from '../../torch/find_torch.js';

const source = `/*---
launch:
  - { kernel: shrunk, grid: [1], block: [rows * columns], args: [x, out] }
---*/
extern "C" __global__ void shrunk(const float* x, float* out) {
  out[threadIdx.x] = fmaxf(x[threadIdx.x] - 1.0f, 0.0f);
}
`;

describe('a problem of which the file leaves nothing (needs a Python with PyTorch: WARPSMITH_PYTHON)', function () {
  this.timeout(120_000);
  let engine: Engine;
  let loaded: LoadedProblem;
  before(async function () {
    const python = findTorch();
    if (python === null) return this.skip();
    loaded = atCase(
      await loadTorchProblem(packagePath('test', 'torch', 'modules', 'nothing_left.py'), { python }),
      'full',
    );
    engine = await Engine.open({ device: 'sim', isolation: 'none' });
  });
  after(async () => {
    if (engine as Engine | undefined) await engine.close();
    await closeHelpers();
  });

  it("is called degenerate under KernelBench's conditions", async () => {
    const { degenerate, unjudged } = await verifyKernel(source, loaded, { engine, conditions: 'kernelbench' });
    assert.deepEqual(
      degenerate?.map(({ sentence }) => sentence),
      ['zeros', 'the constant 0', 'the right output for other inputs'].map((by) => `For "out", ${by} would pass.`),
    );
    assert.doesNotMatch(unjudged?.join(' ') ?? '', /Nobody asked/);
  });

  it("is sound by warpsmith's own judgement, whose inputs may be any numbers", async () => {
    assert.deepEqual((await verifyKernel(source, loaded, { engine, seed: 1 })).degenerate, []);
  });

  it('is not asked where a CPU would draw gigabytes to ask it', async () => {
    const [x] = loaded.contract.inputs;
    assert.ok(x);
    const inputs = [{ ...x, bytes: 2 ** 28 + 256 }];
    const verdict = await verifyKernel(
      source,
      { ...loaded, contract: { ...loaded.contract, inputs } },
      { engine, conditions: 'kernelbench' },
    );
    assert.equal(verdict.degenerate, undefined);
    assert.match(verdict.unjudged?.join(' ') ?? '', /Nobody asked/);
  });
});
