import assert from 'node:assert/strict';
import { type Imported, importCandidate } from '../../lib/import/import_candidate.js';
import { packagePath } from '../../lib/package_root.js';
import { type Problem, loadProblem } from '../../lib/problem/problem.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { loadTorchProblem } from '../../lib/torch/torch_problem.js';
import { Engine } from '../../lib/verify/engine.js';
import { verifyAllCases } from '../../lib/verify/verify_cases.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { findTorch } from '../torch/find_torch.js';
import { needsPython } from './needs_python.js';
import { type SolutionParts, plainHost, writeSolution } from './solution_text.js';

const solution = (name: string): string => packagePath('test', 'import', 'solutions', `${name}.py`);

describe('an imported solution', () => {
  needsPython();
  let engine: Engine | null = null;
  before(async () => {
    engine = await Engine.open({ device: 'sim', isolation: 'none' });
  });
  after(async () => {
    await engine?.close();
    await closeHelpers();
  });

  async function passes(source: string, problem: Problem): Promise<void> {
    assert(engine);
    const verdict = await verifyAllCases(source, problem, { engine, seed: 3 });
    assert.equal(verdict.outcome, 'pass', JSON.stringify(verdict).slice(0, 3000));
  }

  for (const name of ['relu', 'matmul', 'softmax', 'layernorm']) {
    it(`of ${name} is right on the simulator`, async () => {
      const problem = loadProblem(name);
      const { source } = await importCandidate(solution(name), problem);
      await passes(source, problem);
    });
  }

  const module = packagePath('test', 'torch', 'modules', 'scaled_relu.py');
  const fakePython = packagePath('test', 'torch', 'fake_python.mjs');
  for (const [where, python] of [
    ["behind the helper's protocol", (): string | null => fakePython],
    ['in PyTorch', (): string | null => findTorch()],
  ] as const) {
    it(`of a module ${where} is right, with its weights and its constructor's sizes`, async function () {
      this.timeout(180_000);
      const found = python();
      if (found === null) return this.skip();
      const problem = await loadTorchProblem(module, { python: found });
      const { source, header } = await importCandidate(solution('scaled_relu'), problem);
      assert.deepEqual(header, {
        workspace: { scaled_x: { type: 'f32', shape: ['rows', 'columns'] } },
        launch: [
          {
            kernel: 'scaled',
            grid: ['ceildiv(columns, 64)', 'rows'],
            block: [64],
            args: ['x', 'weight', 'scaled_x', 'columns'],
          },
          {
            kernel: 'added',
            grid: ['ceildiv(rows * columns, min(rows * columns, 128))'],
            block: ['min(rows * columns, 128)'],
            args: ['scaled_x', 'mask', 'pick', 'weight', 'out', 'columns', 'rows * columns'],
          },
        ],
      });
      await passes(source, problem);
    });
  }
});

describe('a plan that is read off host code', () => {
  needsPython();
  const folder = scratchFolder();
  const relu = loadProblem('relu');
  const imported = (parts: SolutionParts, options = {}): Promise<Imported> =>
    importCandidate(writeSolution(folder(), parts), relu, options);
  const plan = async (parts: SolutionParts): Promise<Imported['header']> => (await imported(parts)).header;

  it('has sizes as people write them', async () => {
    assert.deepEqual((await plan({})).launch, [
      { kernel: 'k', grid: ['ceildiv(M * N, 256)'], block: [256], args: ['x', 'y', 'M * N'] },
    ]);
  });

  for (const [written, expected] of [
    ['(n - 1) / 256 + 1', 'ceildiv(M * N, 256)'],
    ['(int)ceil(n / 256.0f)', 'ceildiv(M * N, 256)'],
    ['std::min<int64_t>((n + 255) >> 8, 1024)', 'min(ceildiv(M * N, 256), 1024)'],
    ['n > 65535 ? 65535 : n', 'min(65535, M * N)'],
    ['at::ceil_div(x.size(-1), (int64_t)32)', 'ceildiv(N, 32)'],
    ['x.numel() / x.size(1)', 'M'],
    ['x.stride(0) * (x.size(0) + 2) - 3', 'N * (M + 2) - 3'],
    ['static_cast<unsigned int>(1u << 4)', 16],
    ['x.dim() == 2 && n >= 1 ? 7 : 9', 7],
    ['[&] { int a = 5; { int a = 6; } if (true) { int a = 7; a += 1; } return a; }()', 5],
    ['[&] { int total = 1; for (auto d = 0; d < x.dim(); ++d) total *= x.size(d); return total; }()', 'M * N'],
  ] as const) {
    it(`writes ${written} as ${expected}`, async () => {
      const host = plainHost.replace('(n + 255) / 256', written);
      assert.deepEqual((await plan({ host })).launch[0]?.grid, [expected]);
    });
  }

  it('does without checks, guards and waits', async () => {
    const host = plainHost.replace(
      'return',
      `if (x.size(1) != y.size(1)) { throw std::runtime_error("sizes"); }
    if (n == 0) return y;
    cudaDeviceSynchronize();
    AT_ASSERTM(cudaGetLastError() == cudaSuccess, "failed");
    return`,
    );
    assert.equal((await plan({ host })).launch.length, 1);
  });

  it('takes launches in a loop of a known length, and through host functions, in order', async () => {
    const device = `void once(torch::Tensor from, torch::Tensor to, int n) {
    k<<<1, n % 7>>>(from.data_ptr<float>(), to.data_ptr<float>(), n);
}`;
    const host = `
    auto y = torch::empty_like(x);
    auto half = torch::full({4, x.size(0)}, 0.5, x.options());
    for (int i = 0; i < 2; i++) once(i == 0 ? x : half, i == 0 ? half : y, i);
    return y;`;
    const header = await plan({ device, host });
    assert.deepEqual(header.workspace, { half: { type: 'f32', shape: [4, 'M'], fill: { constant: 0.5 } } });
    assert.deepEqual(
      header.launch.map(({ args }) => args),
      [
        ['x', 'half', 0],
        ['half', 'y', 1],
      ],
    );
  });

  it('fills an output that the host fills, with a launch of its own, and says so', async () => {
    const { header, notes, source } = await imported({ host: plainHost.replace('empty_like', 'zeros_like') });
    assert.deepEqual(
      header.launch.map(({ kernel }) => kernel),
      ['set_f32_to_0', 'k'],
    );
    assert.match(notes.join('\n'), /"y" is set to 0 before the first launch/);
    assert.match(source, /void set_f32_to_0\(float\* to, long long count\)/);
  });

  it('is for one case where that was asked for, and then follows what depends on sizes', async () => {
    const host = plainHost
      .replace('const int n', 'float s = 1.0f / sqrtf(x.size(1));\n    const int n')
      .replace('(n + 255) / 256', 's < 1 ? 3 : 4');
    await assert.rejects(imported({ host }), /--case/);
    const { header } = await imported({ host }, { case: 'small' });
    assert.deepEqual(header.dims, relu.cases.small);
    assert.deepEqual(header.launch[0]?.grid, [3]);
    await assert.rejects(imported({ host }, { case: 'huge' }), { code: 'bad-option' });
  });

  it('keeps of the text what the kernels need, and defines what only the host would', async () => {
    const device = `
#include <cuda_fp16.h>
#include <vector>
#define UNUSED 1
#define LOW (-FLT_MAX)
struct Pair { float a, b; };
static const int used_by_host = 4;
namespace inner { __device__ float least(Pair p) { return fminf(p.a, LOW); } }
template <int N> __global__ void t(const float* x, float* y, uint32_t n) { y[n] = inner::least({x[0], INFINITY}); }`;
    const host = plainHost.replace('k<<<(n + 255) / 256, 256>>>', 't<used_by_host><<<1, used_by_host>>>');
    const { source, header } = await imported({ device, host });
    assert.equal(header.launch[0]?.kernel, 't<4>');
    const body = source.slice(source.indexOf('---*/\n') + 6);
    assert.equal(
      body,
      `#define FLT_MAX 3.402823466e+38F
#define INFINITY __int_as_float(0x7f800000)
typedef unsigned int uint32_t;

#include <cuda_fp16.h>
#define LOW (-FLT_MAX)
struct Pair { float a, b; };
namespace inner { __device__ float least(Pair p) { return fminf(p.a, LOW); } }
template <int N> __global__ void t(const float* x, float* y, uint32_t n) { y[n] = inner::least({x[0], INFINITY}); }
`,
    );
  });
});
