/** Dims that have one size at all cases, where host code asks for a number. */
import assert from 'node:assert/strict';
import { type Imported, importCandidate } from '../../lib/import/import_candidate.js';
import { loadProblem } from '../../lib/problem/problem.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { needsPython } from './needs_python.js';
import { plainHost, writeSolution } from './solution_text.js';

describe('a dim of one size at all cases', () => {
  needsPython();
  const folder = scratchFolder();
  const problem = { ...loadProblem('relu'), cases: { full: { M: 64, N: 4 }, small: { M: 5, N: 4 } } };
  const imported = (host: string): Promise<Imported> => importCandidate(writeSolution(folder(), { host }), problem);

  for (const [what, blocks, expected] of [
    ['decides conditions', 'x.size(1) == 4 && x.size(1) % 2 == 0 ? 7 : 9', 7],
    ['decides conditions of statements', '[&] { int b = 9; if (x.size(1) > 3) b = 8; return b; }()', 8],
    ['ends loops', '[&] { int b = 1; for (int i = 0; i < x.size(1); i++) b *= 2; return b; }()', 16],
    ['names dimensions', 'x.size(x.size(1) - 4)', 'M'],
  ] as const) {
    it(`${what}, and the candidate claims it`, async () => {
      const { header, notes } = await imported(plainHost.replace('(n + 255) / 256', blocks));
      assert.deepEqual(header.launch[0]?.grid, [expected]);
      assert.deepEqual(header.dims, { N: 4 });
      assert.match(notes.join('\n'), /Only for N = 4/);
    });
  }

  it('stays a dim where none of that is asked', async () => {
    const { header } = await imported(plainHost);
    assert.equal(header.dims, undefined);
    assert.deepEqual(header.launch[0]?.args, ['x', 'y', 'M * N']);
  });

  it('beside one of several sizes decides nothing', async () => {
    const host = plainHost.replace('(n + 255) / 256', 'x.size(1) == 4 && x.size(0) == 64 ? 7 : 9');
    await assert.rejects(imported(host), { code: 'bad-file', message: /a condition on sizes: N == 4 && M == 64/ });
  });
});
