import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../../lib/package_root.js';
import { type Problem, atCase } from '../../lib/problem/problem.js';
import { sharedTensors } from '../../lib/problem/tensor.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { moduleOf } from '../../lib/torch/modules.js';
import { loadTorchProblem } from '../../lib/torch/torch_problem.js';
import { findTorch } from './find_torch.js';
import { scratchFolder } from '../search/scratch_folder.js';

describe('modules that are loaded (with a fake helper)', () => {
  after(closeHelpers);
  const scratch = scratchFolder();

  it('take the place of older ones, of a helper that was closed as well', async () => {
    const python = packagePath('test', 'torch', 'fake_python.mjs');
    const file = packagePath('test', 'torch', 'modules', 'scaled_relu.py');
    for (let round = 0; round < 2; round++) {
      const problem = await loadTorchProblem(file, { python });
      const { torch } = problem;
      assert.ok(torch);
      const { contract } = atCase(problem, 'small');
      for (let rows = 1; rows <= 12; rows++) {
        await moduleOf({ ...torch, sizes: { small: { rows: 12 * round + rows } } }, contract, null);
      }
      await closeHelpers();
    }
  });

  it('are waited for as long as their problem says, when it is made and when they are its reference', async () => {
    const python = packagePath('test', 'torch', 'fake_python.mjs');
    const timedOut = { code: 'torch-failed', message: /did not within 2 s and was ended.*--module-deadline/ };
    const load = (name: string): Promise<Problem> => {
      copyFileSync(packagePath('test', 'torch', 'modules', 'scaled_relu.py'), join(scratch(), name));
      return loadTorchProblem(join(scratch(), name), { python, deadlineMs: 2000 });
    };
    await assert.rejects(load('1_Hangs.py'), timedOut);
    const { torch, ...problem } = await load('2_HangsLater.py');
    assert.equal(torch?.deadlineMs, 2000);
    const { contract } = atCase({ ...problem, torch }, 'small');
    await assert.rejects(moduleOf(torch, contract, null), timedOut);
  });

  it('are waited for by no other deadline than a time', async () => {
    for (const deadlineMs of [0, -1, Number.NaN, 3_600_001]) {
      const refused = loadTorchProblem(packagePath('test', 'torch', 'modules', 'scaled_relu.py'), { deadlineMs });
      await assert.rejects(refused, { code: 'bad-option', message: /Expected deadlineMs from 1 to 3600000 but found/ });
    }
  });
});

describe('modules whose file is edited (need a Python with PyTorch: WARPSMITH_PYTHON)', function () {
  this.timeout(120_000);
  const scratch = scratchFolder();
  let python = '';
  before(function () {
    const found = findTorch();
    if (found === null) return this.skip();
    python = found;
  });
  after(closeHelpers);

  async function firstOutput({ torch, ...problem }: Problem): Promise<number> {
    assert.ok(torch);
    const { contract } = atCase({ ...problem, torch }, 'full');
    const [inputs, outputs] = [sharedTensors(contract.inputs), sharedTensors(contract.outputs)];
    for (const { data } of inputs.values()) data.fill(2 as never);
    await (await moduleOf(torch, contract, null)).forward(inputs, outputs);
    return Number([...outputs.values()][0]?.data[0]);
  }

  it('are what the file was when it was loaded, or say that they no longer can be', async () => {
    const file = join(scratch(), 'times.py');
    const text = (factor: number): string => `import torch


class Model(torch.nn.Module):
    def forward(self, x):
        return ${factor} * x


def get_inputs():
    return [torch.randn(5)]
`;
    writeFileSync(file, text(3));
    const before = await loadTorchProblem(file, { python });
    assert.equal(await firstOutput(before), 6);
    writeFileSync(file, text(7));
    const after = await loadTorchProblem(file, { python });
    assert.deepEqual([await firstOutput(after), await firstOutput(before)], [14, 6]);
    await closeHelpers();
    await assert.rejects(firstOutput(before), { code: 'bad-module', message: /has changed: load it again/ });
    assert.equal(await firstOutput(after), 14);
  });
});
