/** What a constructor sets, as far as it can be told. */
import assert from 'node:assert/strict';
import { type Imported, importCandidate } from '../../lib/import/import_candidate.js';
import { loadProblem } from '../../lib/problem/problem.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { needsPython } from './needs_python.js';
import { type SolutionParts, plainHost, writeSolution } from './solution_text.js';

/** A host function that takes its grid from Python. */
const counted: SolutionParts = {
  signature: 'torch::Tensor f(torch::Tensor x, int64_t blocks)',
  host: plainHost.replace('(n + 255) / 256', 'blocks'),
};

describe('a constructor', () => {
  needsPython();
  const folder = scratchFolder();
  const relu = loadProblem('relu');
  const imported = (parts: SolutionParts): Promise<Imported> =>
    importCandidate(writeSolution(folder(), { ...counted, ...parts }), relu);
  const grid = async (...lines: string[]): Promise<unknown> => {
    const { header } = await imported({
      init: lines.join('\n        '),
      forward: 'return self.extension.f(x, self.blocks)',
    });
    return header.launch[0]?.grid[0];
  };

  for (const [what, lines, expected] of [
    ['a branch that is taken', ['self.blocks = 1', 'if width == 4: self.blocks = 2'], 2],
    ['a branch that is not taken', ['self.blocks = 1', 'if width != 4: self.blocks = 2'], 1],
    ['a branch on None', ['self.blocks = 1', 'if self.blocks is not None: self.blocks += width'], 5],
    ['what is added later', ['self.blocks = width', 'self.blocks *= 3'], 12],
    ['a choice', ['self.blocks = (read() if width == 3 else 9)'], 9],
    ['several at once', ['self.other, self.blocks = 5, 6'], 6],
    ['its methods', ['self.blocks = 1', 'self.more(2)'], 1],
    ['what is tried', ['try:', '    self.blocks = 8', 'except ImportError:', '    self.blocks = 9'], 8],
    ['types', ['self.blocks = 3 if isinstance(width, (tuple, list)) else 4 if isinstance(width, int) else 5'], 4],
    ['attributes that there are', ['self.blocks = 1', 'if hasattr(self, "blocks"): self.blocks = 7'], 7],
    ['the mode', ['self.blocks = 2 if self.training else 1'], 2],
    [
      "a layer's own numbers",
      ['self.c = nn.Conv2d(3, 4, 5, stride=(1, 2))', 'self.blocks = self.c.kernel_size[0] + self.c.stride[1]'],
      7,
    ],
  ] as const) {
    it(`is followed through ${what}`, async () => assert.equal(await grid(...lines), expected));
  }

  for (const [what, lines, message] of [
    [
      'a condition that it cannot tell',
      ['self.blocks = 1', 'if read(): self.blocks = 2'],
      /:29: .* read\(\), of which nothing is known/,
    ],
    [
      'a loop that it cannot read',
      ['self.blocks = 1', 'for i in range(3): self.blocks += i'],
      /:29: .* for i in range\(3\)/,
    ],
    [
      'a change that it cannot tell',
      ['self.blocks = 1', 'self.blocks += read()'],
      /:29: .* read\(\), of which nothing is known/,
    ],
  ] as const) {
    it(`keeps no value from before ${what}`, async () => {
      await assert.rejects(grid(...lines), { code: 'bad-file', message });
    });
  }

  it('that replaces forward is told of', async () => {
    const asked = imported({ init: 'self.forward = self.other' });
    await assert.rejects(asked, { code: 'bad-file', message: /a forward that the constructor replaces/ });
  });
});
