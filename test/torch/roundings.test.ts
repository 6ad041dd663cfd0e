/** What moving a module's intermediates does to its outputs, and to verdicts. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../../lib/package_root.js';
import { atCase } from '../../lib/problem/problem.js';
import { sharedTensors } from '../../lib/problem/tensor.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { memoryOf } from '../../lib/torch/modules.js';
import type { Ok } from '../../lib/torch/protocol.js';
import { TorchHelper } from '../../lib/torch/torch_helper.js';
import { loadTorchProblem } from '../../lib/torch/torch_problem.js';
import { Engine } from '../../lib/verify/engine.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { verifyKernel } from '../../lib/verify/verify_kernel.js';
import { findTorch } from './find_torch.js';

const fileOf = (name: string): string => packagePath('test', 'torch', 'modules', `${name}.py`);
const share = 1e-3;

/** Around 0, and two that a GELU makes nearly nothing of. */
const valueOf = (i: number): number => (i < 2 ? -4.1 - i / 10 : (((i * 37) % 83) - 41) / 13);

/** The inputs move as well where a verdict looks: here only what lies between does. */
describe('roundings of a module (need a Python with PyTorch: WARPSMITH_PYTHON)', function () {
  this.timeout(180_000);
  let helper: TorchHelper | null = null;
  let model = 0;
  let described: Ok<'describe'>;

  before(async function () {
    const python = findTorch();
    if (python === null) return this.skip();
    helper = await TorchHelper.start({ python });
    const subject = { file: fileOf('steps'), model: 'Model', sizes: {} };
    described = await helper.describe(subject);
    const how = { device: 'cpu', precision: 'f64', tf32: false, training: true } as const;
    ({ model } = await helper.load({ ...subject, ...how }));
  });
  after(async () => {
    await helper?.close();
    await closeHelpers();
  });

  async function outputs(seed?: number, by = share): Promise<(name: string) => number[]> {
    assert(helper);
    const [given, made] = [sharedTensors(described.inputs), sharedTensors(described.outputs)];
    const x = given.get('x')?.data;
    assert(x instanceof Float32Array);
    x.set(Float32Array.from({ length: x.length }, (_, i) => valueOf(i)));
    const memory = { inputs: memoryOf(given), outputs: memoryOf(made) };
    await helper.forward({ model, ...memory, ...(seed === undefined ? {} : { roundings: { share: by, seed } }) });
    return (name) => Array.from(made.get(name)?.data ?? [], Number);
  }

  /** Distances of an output's elements, as shares of what they are. */
  async function shares(name: string, seed = 1): Promise<number[]> {
    const [plain, moved] = [(await outputs())(name), (await outputs(seed))(name)];
    return plain.map((value, i) => (value === 0 ? 0 : Math.abs((moved[i] ?? NaN) / value - 1)));
  }

  it('move what is rounded by an RMS share of its size', async () => {
    const found = await shares('third');
    const rms = Math.sqrt(found.reduce((sum, each) => sum + each ** 2, 0) / found.length);
    assert(rms > 0.7 * share && rms < 1.3 * share, String(rms));
  });

  it('move it by a step where they are smaller than one', async () => {
    const moved = (await outputs(1, 1e-12))('third');
    for (const [i, found] of moved.entries()) {
      const third = Math.fround(valueOf(i)) / 3;
      const step = 2 ** (Math.floor(Math.log2(Math.abs(third))) - 23);
      const distance = Math.abs(found - Math.fround(third));
      assert.equal(distance, Math.fround(third) === third ? 0 : step, `${found} beside ${third}`);
    }
  });

  it('leave alone what no rounding is in', async () => {
    for (const name of ['largest', 'whole', 'nothing', 'halves']) {
      const [plain, moved] = [(await outputs())(name), (await outputs(1))(name)];
      assert.deepEqual(moved, plain, name);
    }
  });

  it('move what is written in place, and nothing around it', async () => {
    const [plain, moved] = [(await outputs())('written'), (await outputs(1))('written')];
    moved.forEach((value, i) => assert.equal(value !== plain[i], i % 8 === 1, `element ${i}`));
  });

  it('are those of their seed', async () => {
    const third = (await outputs(1))('third');
    assert.deepEqual((await outputs(1))('third'), third);
    assert.notDeepEqual((await outputs(2))('third'), third);
  });

  it('move a mean of equal numbers, whose sum is rounded', async () => {
    const level = (await outputs())('level');
    assert.deepEqual(
      level,
      Array.from({ length: level.length }, (_, row) => Math.fround(valueOf(row * 8))),
    );
    for (const each of await shares('level')) assert(each > 1e-3 * share && each < 3 * share, String(each));
  });

  it('move a mean whose sum is exact, as the reciprocal of its length is rounded', async () => {
    for (const each of await shares('ones')) assert(each > 1e-3 * share && each < 4 * share, String(each));
  });

  it('show that a GELU cancels far below zero', async () => {
    const [far] = await shares('gelu');
    assert(far !== undefined && far > 30 * share, String(far));
  });

  /** What comes of a right kernel, or of one with another epsilon, where `shift` is added before a norm. */
  async function normed(shift: string, epsilon: string): Promise<Verdict> {
    const folder = mkdtempSync(join(tmpdir(), 'warpsmith-roundings-'));
    const file = join(folder, 'norm_of_sum.py');
    writeFileSync(file, readFileSync(fileOf('norm_of_sum'), 'utf8').replace('1 / 1024', shift));
    const engine = await Engine.open({ device: 'sim', isolation: 'none' });
    const source = `/*---
launch:
  - { kernel: normed, grid: [rows], block: [1], args: [x, out, columns] }
---*/
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
    try {
      const problem = await loadTorchProblem(file, { python: findTorch() ?? 'python3' });
      return await verifyKernel(source, atCase(problem, 'full'), { engine, seed: 4, trials: 10 });
    } finally {
      await engine.close();
      rmSync(folder, { recursive: true });
    }
  }

  it('let a right kernel pass whose sum is rounded before a norm takes differences of it', async () => {
    const right = await normed('1 / 1024', '1e-5f');
    assert(right.outcome === 'pass', right.outcome);
    assert.deepEqual([right.families?.includes('tiny'), right.beyond], [true, undefined]);
    const wrong = await normed('1 / 1024', '1.1e-5f');
    assert.equal(wrong.outcome, 'incorrect');
  });

  /** What comes of a kernel's squares, which f32 can't hold in the family "large", where the module scales by `scale`. */
  async function squared(scale: string): Promise<Verdict> {
    const folder = mkdtempSync(join(tmpdir(), 'warpsmith-overflow-'));
    const file = join(folder, 'overflow.py');
    writeFileSync(file, readFileSync(fileOf('overflow'), 'utf8').replace('1e17', scale));
    const engine = await Engine.open({ device: 'sim', isolation: 'none' });
    const source = `/*---
launch:
  - { kernel: squared, grid: [1], block: [rows * columns], args: [x, out] }
---*/
extern "C" __global__ void squared(const float* x, float* out) {
  float scaled = x[threadIdx.x] * 1e17f;
  out[threadIdx.x] = scaled * scaled * 1e-17f * 1e-17f;
}
`;
    try {
      const problem = await loadTorchProblem(file, { python: findTorch() ?? 'python3' });
      return await verifyKernel(source, atCase(problem, 'full'), { engine, seed: 1, trials: 14 });
    } finally {
      await engine.close();
      rmSync(folder, { recursive: true });
    }
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

  it('are looked for again where a second one took the first one back', async () => {
    const engine = await Engine.open({ device: 'sim', isolation: 'none' });
    // The reciprocal of 8437 times 8437 is a step below 1 in f32.
    const source = `/*---
launch:
  - { kernel: level, grid: [rows], block: [256], args: [x, out, columns] }
---*/
extern "C" __global__ void level(const float* x, float* out, int columns) {
  for (int i = threadIdx.x; i < columns; i += blockDim.x) {
    const int at = blockIdx.x * columns + i;
    out[at] = blockIdx.x == gridDim.x - 1 ? x[at] : 1.0f - columns * (1.0f / columns);
  }
}
`;
    try {
      const problem = await loadTorchProblem(fileOf('level_rows'), { python: findTorch() ?? 'python3' });
      const right = await verifyKernel(source, atCase(problem, 'full'), { engine, seed: 4, trials: 1 });
      assert.equal(right.outcome, 'pass');
    } finally {
      await engine.close();
    }
  });

  it('tell of inputs of which only roundings are left, and do not hold them against a kernel', async () => {
    const right = await normed('1 / 64', '1e-5f');
    assert(right.outcome === 'pass', right.outcome);
    assert.deepEqual(right.beyond, ['tiny']);
    assert.equal((await normed('1 / 64', '1.1e-5f')).outcome, 'incorrect');
  });
});
