import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotDraw, draw } from '../../bench/draw.js';
import type { BenchReport } from '../../bench/measurement.js';
import { type SolutionsResult, benchSolutions } from '../../bench/solutions.js';
import { solutionsPlots } from '../../bench/solutions_plot.js';
import {
  type SolutionRecord,
  eagerSpeedUpOf,
  kernelBenchSpeedUpOf,
  readRecords,
  speedUpsOf,
  summaryOf,
} from '../../bench/solutions_record.js';
import { packagePath } from '../../lib/package_root.js';
import { scratchFolder } from '../search/scratch_folder.js';
import { simulatedEngine } from '../simulator/simulated_engine.js';
import { findTorch } from '../torch/find_torch.js';
import { solution, solutionsSample } from './solution_samples.js';

const python = packagePath('test', 'torch', 'fake_python.mjs');

const resultIn = ({ path }: BenchReport): SolutionsResult => JSON.parse(readFileSync(path, 'utf8')) as SolutionsResult;

describe('what kernels and modules come to', () => {
  it("is each baseline's time over the kernel's, of medians and of KernelBench's means", () => {
    const relu = solution(19, 'ReLU', 0.5);
    assert.deepEqual(speedUpsOf(relu), [
      { baseline: 'eager, TF32 in convolutions', speedUp: 4 },
      { baseline: 'eager', speedUp: 6 },
    ]);
    assert.deepEqual([eagerSpeedUpOf(relu), kernelBenchSpeedUpOf(relu)], [4, 5]);
  });

  it('is no speed-up for a kernel that is wrong', () => {
    const wrong = solution(19, 'ReLU', 0.5, 'incorrect');
    assert.deepEqual([eagerSpeedUpOf(wrong), kernelBenchSpeedUpOf(wrong)], [null, null]);
  });

  it('counts for fast_p what is right and quicker, of all problems', () => {
    const records = [
      solution(1, 'A', 3),
      solution(2, 'B', 1.5),
      solution(3, 'C', 0.5),
      solution(4, 'D', 0.1, 'unsafe'),
    ];
    const { own, quickerOwn, ofAll, ofKernels } = summaryOf(records, 10);
    assert.deepEqual([own, quickerOwn], [3, 2]);
    const shares = (fast: typeof ofAll) => fast?.shares.map(({ p, share }) => [p, share]);
    assert.deepEqual(
      [ofAll?.of, shares(ofAll)],
      [
        10,
        [
          [0, 0.3],
          [1, 0.2],
          [2, 0.1],
        ],
      ],
    );
    assert.deepEqual(shares(ofKernels)?.[1], [1, 0.5]);
  });

  it('has no fast_p where nothing was timed', () => {
    const timed = solution(1, 'A', 1);
    const untimed: SolutionRecord = { ...timed, kernelBench: { ...timed.kernelBench!, kernelBench: null } };
    assert.deepEqual(summaryOf([untimed], 10).ofAll, null);
  });
});

describe('the bench solutions', () => {
  const scratch = scratchFolder();
  const checkout = (): string => {
    const folder = join(scratch(), 'KernelBench', 'level1');
    mkdirSync(folder, { recursive: true });
    for (const name of ['19_ReLU.py', '21_Sigmoid.py', '60_nobody_solved_it.py']) {
      copyFileSync(packagePath('test', 'torch', 'modules', 'scaled_relu.py'), join(folder, name));
    }
    return scratch();
  };

  it('says what is wrong with a kernel, and goes on', async () => {
    const { text, path } = await benchSolutions(await simulatedEngine(), scratch(), {
      kernelbench: checkout(),
      python,
    });
    assert.match(text, /1\/19 19_ReLU +plan-error/);
    const result = resultIn({ text, path });
    assert.deepEqual(
      result.records.map(({ number, own, case: name }) => [number, own?.outcome, name]),
      [
        [19, 'plan-error', 'small'],
        [21, 'plan-error', 'small'],
      ],
    );
    assert.match(result.records[0]?.own?.why ?? '', /batch_size/);
    assert.equal(result.summary.own, 0);
  });

  it('goes on with a file of lines, and tries again what failed', async () => {
    const engine = await simulatedEngine();
    const options = { kernelbench: checkout(), python };
    const before = await benchSolutions(engine, scratch(), { ...options, only: '19' });
    const lines = before.text.split('\n').at(-1) ?? '';
    const [first] = readRecords(lines);
    assert.ok(first);
    writeFileSync(lines, `${JSON.stringify(first)}\n${JSON.stringify({ ...first, number: 21, failed: 'no luck' })}\n`);
    const { records } = resultIn(await benchSolutions(engine, scratch(), { ...options, resume: lines }));
    assert.deepEqual(
      records.map(({ number, failed, date }) => [number, failed, date === first.date]),
      [
        [19, null, true],
        [21, null, false],
      ],
    );
  });

  it('says what it lacks', async () => {
    const engine = await simulatedEngine();
    await assert.rejects(benchSolutions(engine, scratch(), {}), { code: 'bad-option', message: /--kernelbench/ });
    const unknown = benchSolutions(engine, scratch(), { kernelbench: checkout(), only: '19,101', python });
    await assert.rejects(unknown, { code: 'bad-option', message: /level 1 but found 101/ });
  });

  it('finds a kernel right by either judgement (needs a Python with PyTorch: WARPSMITH_PYTHON)', async function () {
    this.timeout(180_000);
    const torch = findTorch();
    if (torch === null) return this.skip();
    const folder = join(scratch(), 'KernelBench', 'level1');
    mkdirSync(folder, { recursive: true });
    const module = `import torch

batch_size, dim = 12, 100


class Model(torch.nn.Module):
    def forward(self, x):
        return torch.relu(x)


def get_inputs():
    return [torch.rand(batch_size, dim)]
`;
    writeFileSync(join(folder, '19_ReLU.py'), module);
    const options = { kernelbench: scratch(), python: torch };
    const { records, summary } = resultIn(await benchSolutions(await simulatedEngine(), scratch(), options));
    assert.deepEqual(
      records.map(({ own, kernelBench, failed }) => [own?.outcome, kernelBench?.outcome, failed]),
      [['pass', 'pass', null]],
    );
    assert.deepEqual([summary.own, summary.kernelBench, summary.ofAll], [1, 1, null]);
  });
});

describe('the plot of the bench solutions', () => {
  it('has every problem by its number, and a line where both are as quick (unless fonts are missing)', async function () {
    const [plot] = solutionsPlots(solutionsSample);
    assert.ok(plot);
    let svg: string;
    try {
      ({ svg } = await draw(plot));
    } catch (error) {
      if (!(error instanceof CannotDraw)) throw error;
      return this.skip();
    }
    const at = ['>1 Square matrix multiplication<', '>19 ReLU<'].map((text) => svg.indexOf(text));
    assert.ok(at[0]! > 0 && at[1]! > at[0]!, at.join());
    for (const word of ['driver 1.2', 'eager, TF32 in convolutions', 'fast_1']) assert.ok(svg.includes(word), word);
    assert.ok(!svg.includes('NaN'));
  });

  it('is none where nothing was timed', () => {
    const records = solutionsSample.records.map((record) => ({ ...record, baselines: [] }));
    assert.deepEqual(solutionsPlots({ ...solutionsSample, records }), []);
  });
});
