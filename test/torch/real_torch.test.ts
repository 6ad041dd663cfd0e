/** The helper itself, where WARPSMITH_PYTHON or python3 has PyTorch; everything here runs on the CPU. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasCode } from '../../lib/errors.js';
import { packagePath } from '../../lib/package_root.js';
import { sharedTensors } from '../../lib/problem/tensor.js';
import { memoryOf } from '../../lib/torch/modules.js';
import { TorchHelper } from '../../lib/torch/torch_helper.js';

const linear = `import torch

batch, wide, narrow = 4, 6, 3


class Model(torch.nn.Module):
    """Weighs rows."""

    def __init__(self, wide, narrow):
        super().__init__()
        self.fc = torch.nn.Linear(wide, narrow, bias=False)

    def forward(self, x):
        print("not a reply")
        if x.shape[0] == 13:
            raise ValueError("unlucky")
        return self.fc(x)


def get_inputs():
    return [torch.rand(batch, wide)]


def get_init_inputs():
    return [wide, narrow]
`;

describe('the PyTorch helper (needs a Python with PyTorch: WARPSMITH_PYTHON)', function () {
  this.timeout(180_000);
  const folder = mkdtempSync(join(tmpdir(), 'warpsmith-torch-'));
  const file = join(folder, 'linear.py');
  const subject = { file, model: 'Model' };
  const settings = { device: 'cpu', precision: 'f64', tf32: false, training: true } as const;
  let helper: TorchHelper | null = null;
  const torch = (): TorchHelper => helper ?? assert.fail('no helper was started');

  before(async function () {
    writeFileSync(file, linear);
    try {
      helper = await TorchHelper.start();
    } catch (error) {
      // Everything but a missing PyTorch is a failure.
      if (!hasCode(error, 'no-torch') || !/No module named '?torch|found none: tried/.test(error.message)) throw error;
      for (const test of this.test?.parent?.tests ?? []) test.title += ' (skipped: no PyTorch here)';
      this.skip();
    }
  });
  after(async () => {
    await helper?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('describes a module as the protocol says', async () => {
    const { inputs, outputs, doc, random, sizes } = await torch().describe({ ...subject, sizes: {} });
    assert.deepEqual(
      inputs.map(({ name, from, dtype, shape }) => [name, from, dtype, shape]),
      [
        ['x', 'argument', 'f32', [4, 6]],
        ['fc_weight', 'parameter', 'f32', [3, 6]],
      ],
    );
    assert.deepEqual(inputs[0]?.draw, { uniform: [0, 1] });
    assert.deepEqual([outputs, doc, random], [[{ name: 'out', dtype: 'f32', shape: [4, 3] }], 'Weighs rows.', false]);
    assert.equal(typeof sizes, 'object');
  });

  it('counts the products of an LSTM, whose layers are one operation each', async () => {
    const file = packagePath('test', 'torch', 'modules', 'recurrent.py');
    const { operations } = await torch().describe({ file, model: 'Model', sizes: {} });
    const [vectors, width, hidden] = [4 * 8, 10, 6];
    assert.equal(operations, 2 * vectors * 4 * hidden * (width + hidden + hidden + hidden));
  });

  it('runs a module on files that both see, as its parameters there say', async () => {
    const memory = join(folder, 'memory');
    const weights = Float32Array.from({ length: 18 }, (_, i) => i - 8);
    const x = Float32Array.from({ length: 24 }, (_, i) => i % 5);
    writeFileSync(memory, Buffer.concat([x, weights, new Float32Array(12)].map(({ buffer }) => Buffer.from(buffer))));
    const { model } = await torch().load({ ...subject, ...settings, sizes: {} });
    await torch().forward({
      model,
      inputs: { x: { file: memory, offset: 0, bytes: 96 }, fc_weight: { file: memory, offset: 96, bytes: 72 } },
      outputs: { out: { file: memory, offset: 168, bytes: 48 } },
    });
    await torch().unload({ model });
    const found = new Float32Array(new Uint8Array(readFileSync(memory).subarray(168)).buffer);
    const expected = Array.from({ length: 12 }, (_, i) => {
      const [row, column] = [Math.floor(i / 3), i % 3];
      return Array.from({ length: 6 }, (_, k) => x[6 * row + k]! * weights[6 * column + k]!).reduce((a, b) => a + b);
    });
    assert.deepEqual([...found], expected);
  });

  it('tells where a module raised, and goes on', async () => {
    const unlucky = join(folder, 'unlucky.py');
    writeFileSync(unlucky, linear.replace('= 4, 6, 3', '= 13, 6, 3'));
    const asked = torch().describe({ ...subject, file: unlucky, sizes: {} });
    await assert.rejects(asked, {
      code: 'bad-module',
      message: /^Expected .*unlucky\.py to run but found ValueError: unlucky\n[^]*line 16/,
    });
    assert.equal(torch().generation, 1);
  });

  it('makes the same inputs of a seed that it was told of before, and draws no more when it is told to forget', async () => {
    const subject = { file: packagePath('test', 'torch', 'modules', 'large_input.py'), model: 'Model', sizes: {} };
    const { inputs } = await torch().describe(subject);
    const { model } = await torch().load({ ...subject, ...settings, precision: 'f32' });
    const tensors = sharedTensors(inputs);
    const x = tensors.get('x')?.data ?? assert.fail('there is no x');
    const made = async (seed: number, following: number[]): Promise<string> => {
      await torch().make({ model, seed, following, inputs: memoryOf(tensors) });
      return createHash('sha1').update(new Uint8Array(x.buffer)).digest('hex');
    };
    const drawing = (): number => {
      const children = readFileSync(`/proc/${torch().pid}/task/${torch().pid}/children`, 'utf8');
      return children.trim() === '' ? 0 : children.trim().split(' ').length;
    };
    const expected = await made(5, []);
    assert.notEqual(await made(4, [5, 6]), expected);
    assert.equal(drawing(), Math.min(2, availableParallelism()));
    assert.equal(await made(5, [6]), expected);
    await torch().forget({ allocations: [] });
    assert.equal(drawing(), 0);
    await torch().unload({ model });
  });

  it('leaves a norm several members in each of its groups, as a norm of two is a sign', async () => {
    const file = packagePath('test', 'torch', 'modules', 'group_norm.py');
    const limits = { mostElements: 2 ** 14, mostOperations: 4e6, wanted: 1 };
    const { sizes } = await torch().reduce({ file, model: 'Model', ...limits });
    const { features = 0, num_groups: groups = 0 } = sizes[0] ?? {};
    assert(groups > 1 && features % groups === 0 && features / groups >= 8, JSON.stringify(sizes));
  });

  it('times a module, a slow one less often', async () => {
    const how = { sizes: {}, device: 'cpu', how: 'eager', tf32: true, training: true, seed: 1, l2: 'cold' } as const;
    const often = { warmups: 1, runs: 7, fewest: 2, mostMs: 60_000 };
    const { samples, clock, ran, l2Bytes } = await torch().time({ ...subject, ...how, ...often });
    assert.deepEqual([samples.length, clock, ran, l2Bytes], [7, 'wall', 'eager', 0]);
    const slow = join(folder, 'slow.py');
    writeFileSync(slow, linear.replace('print("not a reply")', '__import__("time").sleep(0.02)'));
    const seldom = await torch().time({ ...subject, ...how, ...often, file: slow, mostMs: 30 });
    assert.equal(seldom.samples.length, 2);
  });

  it('tells of a module that raises while it is timed, and of a GPU that is not there', async () => {
    const how = { how: 'eager', tf32: false, training: true, seed: 1, l2: 'cold' } as const;
    const once = { ...subject, ...how, sizes: {}, warmups: 0, runs: 1, fewest: 1, mostMs: 1 };
    const unlucky = join(folder, 'unlucky_when_timed.py');
    writeFileSync(unlucky, linear.replace('= 4, 6, 3', '= 13, 6, 3'));
    const raised = torch().time({ ...once, device: 'cpu', file: unlucky });
    await assert.rejects(raised, { code: 'bad-module', message: /ValueError: unlucky\n[^]*line 16/ });
    if (torch().ready.cuda === null) {
      const nowhere = torch().time({ ...once, device: 'cuda:0' });
      await assert.rejects(nowhere, { code: 'torch-failed', message: /sees no GPU/ });
    }
    assert.equal(torch().generation, 1);
  });

  for (const name of ['no_model', 'no_get_inputs', 'raises', 'syntax_error', 'returns_nothing', 'inputs_object']) {
    it(`calls modules/${name}.py a bad module`, async () => {
      const bad = packagePath('test', 'torch', 'modules', `${name}.py`);
      const asked = torch().describe({ file: bad, model: 'Model', sizes: {} });
      await assert.rejects(asked, { code: 'bad-module', message: new RegExp(`${name}\\.py`) });
    });
  }

  for (const name of [
    'masked',
    'draws',
    'tied',
    'returns_dict',
    'in_place',
    'dropout',
    'prints',
    'batch_norm',
    'huge',
  ]) {
    it(`describes modules/${name}.py, every field as agreed`, async () => {
      const good = packagePath('test', 'torch', 'modules', `${name}.py`);
      const { inputs, outputs } = await torch().describe({ file: good, model: 'Model', sizes: {} });
      assert.ok(inputs.length > 0 && outputs.length > 0, JSON.stringify({ inputs, outputs }));
    });
  }
});
