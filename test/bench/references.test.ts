import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ReferencesResult, benchReferences } from '../../bench/references.js';
import { type ReferenceCase, type ReferenceRecord, reasonOf, summaryOf } from '../../bench/references_record.js';
import { packagePath } from '../../lib/package_root.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';
import { findTorch } from '../torch/find_torch.js';

const itself = { agrees: true, families: ['declared'], largestShare: 0.1, why: [], degenerate: [], ms: 1 };
const small: ReferenceCase = { case: 'small', dims: { N: 3 }, bytes: 24, itself, failed: null };

const record = (number: number, more: Partial<ReferenceRecord> = {}): ReferenceRecord => ({
  level: 1,
  number,
  name: `${number}_x`,
  date: '2026-01-01T00:00:00.000Z',
  commit: 'c',
  machine: {},
  torch: null,
  loadMs: 1,
  failed: null,
  random: null,
  cases: [small],
  ...more,
});

describe('what references come to', () => {
  const differs = { ...itself, agrees: false, why: ['3 of 9 elements\nare wrong.'] };

  it('counts by level, and says why the others do not do', () => {
    const [first, second] = summaryOf([
      record(1),
      record(2, { failed: 'no luck', cases: [] }),
      record(3, { cases: [] }),
      record(4, { cases: [{ ...small, itself: differs }], random: true }),
      record(5, { cases: [{ ...small, itself: { ...itself, degenerate: ['Zeros pass.'] } }] }),
      record(6, { level: 2 }),
    ]);
    assert.ok(first && second);
    const { problems, load, small: withSmall, agreeSmall, agreeFull, degenerate, reasons } = first;
    assert.deepEqual([problems, load, withSmall, agreeSmall, agreeFull, degenerate], [5, 4, 3, 2, null, [5]]);
    assert.deepEqual(
      reasons.map(({ number, why }) => [number, why]),
      [
        [2, 'does not load: no luck'],
        [3, 'has no small case'],
        [4, 'small differs from itself (it draws random numbers): 3 of 9 elements are wrong.'],
      ],
    );
    assert.deepEqual([second.level, second.agreeSmall], [2, 1]);
  });

  it('is no reason where all is well', () => {
    assert.equal(reasonOf(record(1)), null);
    assert.equal(reasonOf(record(1, { cases: [{ ...small, itself: null, failed: 'lost' }] })), 'small fails: lost');
  });
});

describe('the bench references', () => {
  const scratch = scratchFolder();
  const resultOf = async (options: Parameters<typeof benchReferences>[2]): Promise<ReferencesResult> => {
    const { path } = await benchReferences(await simulatedEngine(), scratch(), { levels: [1], ...options });
    return JSON.parse(readFileSync(path, 'utf8')) as ReferencesResult;
  };
  const file = (name: string, text?: string): string => {
    const folder = join(scratch(), 'KernelBench', 'level1');
    mkdirSync(folder, { recursive: true });
    if (text === undefined) copyFileSync(packagePath('test', 'torch', 'modules', 'scaled_relu.py'), join(folder, name));
    else writeFileSync(join(folder, name), text);
    return scratch();
  };

  it('judges a module by itself at its small sizes', async () => {
    const python = packagePath('test', 'torch', 'fake_python.mjs');
    const { records, summary } = await resultOf({ kernelbench: file('1_scaled.py'), python, rounds: 2 });
    const [first] = records;
    assert.equal(first?.failed, null);
    assert.deepEqual(
      first.cases.map((each) => [
        each.case,
        each.itself?.agrees,
        each.itself?.families.length,
        each.itself?.largestShare,
      ]),
      [['small', true, 2, 0]],
    );
    assert.equal(summary[0]?.agreeSmall, 1);
  });

  it('tells apart what does not load and what draws (needs a Python with PyTorch: WARPSMITH_PYTHON)', async function () {
    this.timeout(180_000);
    const python = findTorch();
    if (python === null) return this.skip();
    file('2_no_class.py', 'import torch\n');
    const draws = `import torch

rows, columns = 16, 64


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.nn.functional.dropout(x, 0.5, self.training)


def get_inputs():
    return [torch.rand(rows, columns)]
`;
    const { summary } = await resultOf({ kernelbench: file('3_draws.py', draws), python, rounds: 2 });
    const { load, agreeSmall, reasons } = summary[0] ?? assert.fail('no level');
    assert.deepEqual([load, agreeSmall], [1, 0]);
    assert.deepEqual(
      reasons.map(({ number }) => number),
      [2, 3],
    );
    assert.match(reasons[0]?.why ?? '', /does not load: Expected the class Model/);
    assert.match(reasons[1]?.why ?? '', /differs from itself \(it draws random numbers\)/);
  });
});
