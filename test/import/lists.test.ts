/** Shapes as people put them together: vectors in C++, lists in Python. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Imported, importCandidate } from '../../lib/import/import_candidate.js';
import { loadProblem } from '../../lib/problem/problem.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { needsPython } from './needs_python.js';
import { type SolutionParts, plainHost, solutionText, writeSolution } from './solution_text.js';

describe('a list of sizes', () => {
  needsPython();
  const folder = scratchFolder();
  const relu = loadProblem('relu');
  const imported = (parts: SolutionParts): Promise<Imported> => importCandidate(writeSolution(folder(), parts), relu);
  const inHost = (lines: string): Promise<Imported> =>
    imported({ host: `\n${lines}\n${plainHost.replace('empty_like(x)', 'empty(v, x.options())')}` });

  for (const lines of [
    'std::vector<int64_t> v; for (int d = 0; d < x.dim(); d++) v.push_back(x.size(d));',
    'auto v = x.sizes().vec(); v.push_back(7); v.erase(v.begin() + 2);',
    'auto v = x.sizes().vec(); v.insert(v.end(), 7); v.pop_back();',
    'std::vector<int64_t> v(x.sizes().begin(), x.sizes().end());',
    'std::vector<int64_t> v(2); v[0] = x.size(0); v[1] = x.size(1);',
    'std::vector<int64_t> v(x.dim(), 1); v[0] *= x.size(0); v[1] = x.size(-1);',
    'std::vector<int64_t> v{x.size(0)}; v.insert(v.begin() + 1, x.size(1));',
    'auto v = std::vector<int64_t>{x.strides()[0] * x.size(0) / x.size(1), x.stride(0)};',
  ]) {
    it(`is followed through: ${lines}`, async () => {
      assert.equal((await inHost(lines)).header.launch.length, 1);
    });
  }

  for (const [lines, message] of [
    ['auto v = x.sizes().vec(); v.erase(v.begin() + 2);', /a place in a list of 2 that is not in it/],
    ['auto v = x.sizes().vec(); v[x.size(0)] = 1;', /a place in a list of 2/],
    ['std::vector<int64_t> v(2);', /a tensor of the shape \[0, 0\]/],
  ] as const) {
    it(`is told of in: ${lines}`, async () => {
      await assert.rejects(inHost(lines), { code: 'bad-file', message });
    });
  }

  for (const [lines, expected] of [
    ['s = list(x.shape)\n        s.append(3)\n        s[0] = s.pop()', [3, 'N']],
    ['s = x.shape[:-1] + x.shape[1:]', ['M', 'N']],
    ['s = x.shape[-1:] + (4,)', ['N', 4]],
  ] as const) {
    it(`is followed in Python: ${lines.replaceAll(/\s+/g, ' ')}`, async () => {
      const { header } = await imported({
        signature: 'torch::Tensor f(torch::Tensor x, torch::Tensor t)',
        host: plainHost.replace('k<<<', 'k<<<t.size(0), 1>>>(t.data_ptr<float>(), t.data_ptr<float>(), 1);\n    k<<<'),
        forward: `${lines}\n        return self.extension.f(x, torch.empty(s))`,
      });
      assert.deepEqual(Object.values(header.workspace ?? {})[0]?.shape, expected);
    });
  }
});

describe('host code about its pointers and names', () => {
  needsPython();
  const folder = scratchFolder();
  const relu = loadProblem('relu');
  const imported = (parts: SolutionParts): Promise<Imported> => importCandidate(writeSolution(folder(), parts), relu);

  it('has pointers to whole tensors that are aligned, as all memory is', async () => {
    const host = plainHost.replace(
      '(n + 255) / 256',
      '((reinterpret_cast<uintptr_t>(x.data_ptr<float>()) | (uintptr_t)y.data_ptr<float>()) & 15) == 0 ? 5 : 6',
    );
    assert.deepEqual((await imported({ host })).header.launch[0]?.grid, [5]);
    const wide = host.replace('& 15', '& 63');
    await assert.rejects(imported({ host: wide }), { code: 'bad-file', message: /into the middle of a tensor/ });
  });

  it('keeps in attributes what forward sets there, which a note tells', async () => {
    const { header, notes } = await imported({
      forward: 'self.last = x.contiguous()\n        return self.extension.f(self.last)',
    });
    assert.equal(header.launch.length, 1);
    assert.match(notes.join('\n'), /self\.last is set anew in each run/);
  });

  it('takes CUDA from an attribute that is set once', async () => {
    const text = solutionText({})
      .replace('extension = ', 'class Kept: pass\nKept.source = source\nextension = ')
      .replace('cuda_sources=source', 'cuda_sources=Kept.source');
    const file = join(folder(), 'solution.py');
    writeFileSync(file, text);
    assert.equal((await importCandidate(file, relu)).header.launch.length, 1);
  });

  it('exports functions as a PYBIND11_MODULE names them', async () => {
    const parts = {
      device:
        'torch::Tensor f(torch::Tensor x);\nPYBIND11_MODULE(TORCH_EXTENSION_NAME, m) { m.def("run", &f, "runs it"); }',
      load: 'verbose=False',
      forward: 'return self.extension.run(x)',
    };
    assert.equal((await imported(parts)).header.launch.length, 1);
  });
});
