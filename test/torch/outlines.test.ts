/** How often a module is made to see what it does; where WARPSMITH_PYTHON or python3 has PyTorch. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TorchHelper } from '../../lib/torch/torch_helper.js';
import { findTorch } from './find_torch.js';

/** Its second layer has 2,359,296 weights, whatever the sizes. */
const network = `import torch
from torch import nn

batch, height, width, classes = 6, 48, 40, 30


class Model(nn.Module):
    def __init__(self, classes):
        super().__init__()
        print("constructed")
        self.first = nn.Conv2d(3, 512, 3, padding=1)
        self.second = nn.Conv2d(512, 512, 3)
        self.last = nn.Linear(512, classes)

    def forward(self, x):
        return self.last(self.second(self.first(x)).mean(dim=(2, 3)))


def get_inputs():
    return [torch.rand(batch, 3, height, width)]


def get_init_inputs():
    return [classes]
`;

describe('outlines of a module (need a Python with PyTorch: WARPSMITH_PYTHON)', function () {
  this.timeout(180_000);
  let folder = '';
  let helper: TorchHelper | null = null;
  let heard = '';

  before(async function () {
    const python = findTorch();
    if (python === null) return this.skip();
    folder = mkdtempSync(join(tmpdir(), 'warpsmith-outlines-'));
    helper = await TorchHelper.start({ python, onStderr: (text) => void (heard += text) });
  });
  after(async () => {
    await helper?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  function written(name: string, text: string): { file: string; model: string } {
    const file = join(folder, name);
    writeFileSync(file, text);
    return { file, model: 'Model' };
  }

  /** How often a module is constructed for that. What it prints comes with the helper's replies, not before the next one. */
  async function constructions(work: (torch: TorchHelper) => Promise<unknown>): Promise<number> {
    assert(helper);
    heard = '';
    await work(helper);
    await helper.describe({
      ...written('marker.py', network.replace('constructed', `end ${Math.random()}`)),
      sizes: {},
    });
    for (let i = 0; i < 500 && !heard.includes('end 0.'); i++) await new Promise((resolve) => setTimeout(resolve, 10));
    return heard.split('constructed').length - 1;
  }

  it('are made once of a text at its sizes', async () => {
    const subject = written('network.py', network);
    const described = (sizes: Record<string, number>) => (torch: TorchHelper) => torch.describe({ ...subject, sizes });
    assert.equal(await constructions(described({})), 1);
    assert.equal(await constructions(described({})), 0);
    assert.equal(await constructions(described({ batch: 5 })), 1);
    written('network.py', network.replace('batch, height', 'count, height').replace('batch, 3', 'count, 3'));
    assert.equal(await constructions(described({})), 1);
  });

  it('are few of a network whose layers have their widths written out', async () => {
    const subject = written('widths.py', `${network}\n# reduced\n`);
    const limits = { mostElements: 2 ** 14, mostOperations: 4e6, wanted: 1 };
    let why: string | undefined;
    const count = await constructions(async (torch) => ({ why } = await torch.reduce({ ...subject, ...limits })));
    assert.match(why ?? '', /at most 16384 elements a tensor .* the smallest found have 2359296/);
    assert(count >= 2 && count <= 6, `${count} constructions`);
  });

  it('are many where a width follows from a size', async () => {
    const subject = written('follows.py', network.replaceAll('512', '8 * classes'));
    const limits = { mostElements: 2 ** 14, mostOperations: 4e6, wanted: 1 };
    assert(helper);
    const { sizes } = await helper.reduce({ ...subject, ...limits });
    assert(sizes[0] && (sizes[0].classes ?? 30) < 10, JSON.stringify(sizes));
  });
});
