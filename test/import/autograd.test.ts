/** Solutions whose kernel is called by an autograd function of their own. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Imported, importCandidate } from '../../lib/import/import_candidate.js';
import { loadProblem } from '../../lib/problem/problem.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { needsPython } from './needs_python.js';
import { solutionText } from './solution_text.js';

describe('an autograd function', () => {
  needsPython();
  const folder = scratchFolder();
  const imported = (body: string, forward: string): Promise<Imported> => {
    const file = join(folder(), 'solution.py');
    const own = `class Rectified(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        ctx.rows = x.shape[0]
        ${body}

    @staticmethod
    def backward(ctx, grad):
        return grad


class ModelNew`;
    const text = solutionText({ forward, init: 'self.apply_it = Rectified.apply' });
    writeFileSync(file, text.replace('class ModelNew', own));
    return importCandidate(file, loadProblem('relu'));
  };

  for (const forward of ['return Rectified.apply(x)', 'return self.apply_it(x)']) {
    it(`is followed forward from ${forward}`, async () => {
      const { header } = await imported('return extension.f(x)', forward);
      assert.deepEqual(header.launch[0]?.args, ['x', 'y', 'M * N']);
    });
  }

  it('is told of where it uses what it keeps for the way back', async () => {
    const asked = imported('return extension.f(x.view(ctx.rows, -1))', 'return Rectified.apply(x)');
    await assert.rejects(asked, { code: 'bad-file', message: /"ctx", of which nothing is known/ });
  });
});
