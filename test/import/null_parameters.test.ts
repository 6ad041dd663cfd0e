/** Launches with null pointers, which no plan can have. */
import assert from 'node:assert/strict';
import { type Imported, importCandidate } from '../../lib/import/import_candidate.js';
import { loadProblem } from '../../lib/problem/problem.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { Engine } from '../../lib/verify/engine.js';
import { verifyAllCases } from '../../lib/verify/verify_cases.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { needsPython } from './needs_python.js';
import { type SolutionParts, writeSolution } from './solution_text.js';

const device = `template <typename T>
__global__ void shifted(const T* __restrict__ x, const T* __restrict__ shift, T* y, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = fmaxf(x[i], 0.0f) + (shift ? shift[i] : T(0));
}`;
const launched = (shift: string): string => `
    auto y = torch::empty_like(x);
    const int n = x.numel();
    shifted<float><<<(n + 255) / 256, 256>>>(x.data_ptr<float>(), ${shift}, y.data_ptr<float>(), n);
    return y;`;

describe('a null pointer', () => {
  needsPython();
  const folder = scratchFolder();
  const relu = loadProblem('relu');
  const imported = (parts: SolutionParts): Promise<Imported> =>
    importCandidate(writeSolution(folder(), { device, ...parts }), relu);
  after(closeHelpers);

  for (const [what, parts] of [
    ['that is written', { host: launched('nullptr') }],
    ['of a tensor without elements', { host: launched('torch::empty({0}).data_ptr<float>()') }],
    [
      'of an optional tensor that is not given',
      {
        signature: 'torch::Tensor f(torch::Tensor x, c10::optional<torch::Tensor> shift)',
        host: launched('shift.has_value() ? shift.value().data_ptr<float>() : nullptr'),
        forward: 'return self.extension.f(x, None)',
      },
    ],
  ] as const) {
    it(`${what} becomes a variable of the kernel`, async () => {
      const { source, header } = await imported(parts);
      assert.deepEqual(header.launch[0]?.args, ['x', 'y', 'M * N']);
      assert.match(
        source,
        /shifted\(const T\* __restrict__ x, T\* y, int n\) \{\n    const T\* __restrict__ shift = nullptr;/,
      );
    });
  }

  it('leaves a kernel that does what it did', async () => {
    const { source } = await imported({ host: launched('nullptr') });
    const engine = await Engine.open({ device: 'sim', isolation: 'none' });
    try {
      assert.equal((await verifyAllCases(source, relu, { engine, seed: 3 })).outcome, 'pass');
    } finally {
      await engine.close();
    }
  });

  it('in one of two launches of a kernel is told of', async () => {
    const host = launched('nullptr').replace(
      'return',
      `shifted<float><<<1, 1>>>(x.data_ptr<float>(), x.data_ptr<float>(), y.data_ptr<float>(), 1);
    return`,
    );
    await assert.rejects(imported({ host }), {
      code: 'bad-file',
      message: /:21: .* shifted with a null pointer where/,
    });
  });
});
