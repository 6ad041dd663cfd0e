/** What roundings on the way to a module's outputs are to verdicts. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../../../lib/package_root.js';
import { atCase } from '../../../lib/problem/problem.js';
import { closeHelpers } from '../../../lib/torch/helpers.js';
import { loadTorchProblem } from '../../../lib/torch/torch_problem.js';
import { Engine } from '../../../lib/verify/engine.js';
import type { VerifyOptions } from '../../../lib/verify/options.js';
import type { Verdict } from '../../../lib/verify/verdict.js';
import { verifyKernel } from '../../../lib/verify/verify_kernel.js';
import { findTorch } from '../../torch/find_torch.js';

describe("roundings within a module's reference (need a Python with PyTorch: WARPSMITH_PYTHON)", function () {
  this.timeout(180_000);
  const python = findTorch();
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-roundings-'));
  let engine: Engine | null = null;
  before(async function () {
    if (python === null) return this.skip();
    engine = await Engine.open({ device: 'sim', isolation: 'none' });
  });
  after(async () => {
    await engine?.close();
    await closeHelpers();
    rmSync(folder, { recursive: true });
  });

  /** What comes of a kernel beside one of our modules, in whose text `from` has become `to`. */
  async function judged(
    kernel: { launch: string; code: string },
    module: { name: string; from?: string; to?: string },
    options: VerifyOptions,
  ): Promise<Verdict> {
    assert(engine && python);
    const { name, from = '', to = '' } = module;
    const text = readFileSync(packagePath('test', 'torch', 'modules', `${name}.py`), 'utf8');
    const file = join(folder, `${name}.py`);
    writeFileSync(file, text.replace(from, to));
    const source = `/*---\nlaunch:\n  - ${kernel.launch}\n---*/\n${kernel.code}`;
    return verifyKernel(source, atCase(await loadTorchProblem(file, { python }), 'full'), { engine, ...options });
  }

  /** A right kernel, or one with another epsilon, where `shift` is added before a norm. */
  function normed(shift: string, epsilon: string): Promise<Verdict> {
    const code = `
extern "C" __global__ void normed(const float* x, float* out, int columns) {
  const float shift = ${shift.replace('1', '1.0f')};
  const float* row = x + blockIdx.x * columns;
  float mean = 0, variance = 0;
  for (int i = 0; i < columns; i++) mean += row[i] + shift;
  mean /= columns;
  for (int i = 0; i < columns; i++) variance += (row[i] + shift - mean) * (row[i] + shift - mean);
  for (int i = 0; i < columns; i++) {
    out[blockIdx.x * columns + i] = (row[i] + shift - mean) * rsqrtf(variance / columns + ${epsilon});
  }
}
`;
    const launch = '{ kernel: normed, grid: [rows], block: [1], args: [x, out, columns] }';
    const module = { name: 'norm_of_sum', from: '1 / 1024', to: shift };
    return judged({ launch, code }, module, { seed: 4, trials: 10 });
  }

  it('let a right kernel pass whose sum is rounded before a norm takes differences of it', async () => {
    const right = await normed('1 / 1024', '1e-5f');
    assert(right.outcome === 'pass', right.outcome);
    assert.deepEqual([right.families?.includes('tiny'), right.beyond], [true, undefined]);
    const wrong = await normed('1 / 1024', '1.1e-5f');
    assert.equal(wrong.outcome, 'incorrect');
  });

  it('tell of inputs of which only roundings are left, and do not hold them against a kernel', async () => {
    const right = await normed('1 / 64', '1e-5f');
    assert(right.outcome === 'pass', right.outcome);
    assert.deepEqual(right.beyond, ['tiny']);
    assert.equal((await normed('1 / 64', '1.1e-5f')).outcome, 'incorrect');
  });

  /** A kernel's squares, which f32 can't hold in the family "large", where the module scales by `scale`. */
  function squared(scale: string): Promise<Verdict> {
    const code = `
extern "C" __global__ void squared(const float* x, float* out) {
  float scaled = x[threadIdx.x] * 1e17f;
  out[threadIdx.x] = scaled * scaled * 1e-17f * 1e-17f;
}
`;
    const launch = '{ kernel: squared, grid: [1], block: [rows * columns], args: [x, out] }';
    return judged({ launch, code }, { name: 'overflow', from: '1e17', to: scale }, { seed: 1, trials: 14 });
  }

  it('overflow where f32 does, which is not held against a kernel', async () => {
    const right = await squared('1e17');
    assert(right.outcome === 'pass', right.outcome);
    assert.deepEqual(right.beyond, ['large']);
  });

  it('excuse no infinity where f32 has room', async () => {
    const wrong = await squared('1e10');
    assert(wrong.outcome === 'incorrect', wrong.outcome);
    assert.equal(wrong.family, 'large');
  });

  it('are looked for again where a second move took the first one back', async () => {
    // The reciprocal of 8437 times 8437 is a step below 1 in f32. With this seed one look leaves a row where it was.
    const code = `
extern "C" __global__ void level(const float* x, float* out, int columns) {
  for (int i = threadIdx.x; i < columns; i += blockDim.x) {
    const int at = blockIdx.x * columns + i;
    out[at] = blockIdx.x == gridDim.x - 1 ? x[at] : 1.0f - columns * (1.0f / columns);
  }
}
`;
    const launch = '{ kernel: level, grid: [rows], block: [256], args: [x, out, columns] }';
    const right = await judged({ launch, code }, { name: 'level_rows' }, { seed: 4, trials: 1 });
    assert.equal(right.outcome, 'pass');
  });
});
