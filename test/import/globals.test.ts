/** What a file sets outside of functions, as far as it can be told. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importCandidate } from '../../lib/import/import_candidate.js';
import { loadProblem } from '../../lib/problem/problem.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { needsPython } from './needs_python.js';
import { plainHost, solutionText } from './solution_text.js';

describe('a global of the file', () => {
  needsPython();
  const folder = scratchFolder();
  const grid = async (lines: string): Promise<unknown> => {
    const text = solutionText({
      signature: 'torch::Tensor f(torch::Tensor x, int64_t blocks)',
      host: plainHost.replace('(n + 255) / 256', 'blocks'),
      forward: 'return self.extension.f(x, blocks)',
    });
    const file = join(folder(), 'solution.py');
    writeFileSync(file, text.replace('\nclass ModelNew', `${lines}\n\nclass ModelNew`));
    const { header } = await importCandidate(file, loadProblem('relu'));
    return header.launch[0]?.grid[0];
  };

  for (const [what, lines, expected] of [
    ['has its last value', 'blocks = 1\nblocks = 2', 2],
    ['has what is tried', 'blocks = None\ntry:\n    blocks = 3\nexcept RuntimeError:\n    blocks = 4', 3],
    ['has what a device is asked for', 'blocks = 5\nif torch.cuda.is_available():\n    blocks = 6', 6],
    ['is not what the file does as a script', 'blocks = 7\nif __name__ == "__main__":\n    blocks = 8', 7],
  ] as const) {
    it(what, async () => assert.equal(await grid(lines), expected));
  }

  for (const [what, lines, message] of [
    ['a condition', 'blocks = 1\nif read():\n    blocks = 2', /blocks, which is set under a condition/],
    ['a change', 'blocks = 1\nblocks += 2', /a global that is changed/],
    ['a loop', 'blocks = 1\nfor i in range(3):\n    blocks = i', /for i in range\(3\)/],
  ] as const) {
    it(`is not known behind ${what}`, async () => {
      await assert.rejects(grid(lines), { code: 'bad-file', message });
    });
  }
});
