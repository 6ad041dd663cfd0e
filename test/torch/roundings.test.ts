/** What moving a module's intermediates does to its outputs. */
import assert from 'node:assert/strict';
import { packagePath } from '../../lib/package_root.js';
import { sharedTensors } from '../../lib/problem/tensor.js';
import { memoryOf } from '../../lib/torch/modules.js';
import type { Ok } from '../../lib/torch/protocol.js';
import { TorchHelper } from '../../lib/torch/torch_helper.js';
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
  after(() => helper?.close());

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
});
