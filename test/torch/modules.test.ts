import assert from 'node:assert/strict';
import { packagePath } from '../../lib/package_root.js';
import { atCase } from '../../lib/problem/problem.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { moduleOf } from '../../lib/torch/modules.js';
import { loadTorchProblem } from '../../lib/torch/torch_problem.js';

describe('modules that are loaded (with a fake helper)', () => {
  after(closeHelpers);

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
});
