/** The solutions bench's plot: how much quicker than the module itself each kernel is, problem by problem. */
import { type Plot, palette, whereAndWhen } from './plot.js';
import type { SolutionsResult } from './solutions.js';
import { kernelBenchSpeedUpOf, speedUpsOf } from './solutions_record.js';

const underKernelBench = "eager, KernelBench's way";

/** One value for each problem and baseline that both were timed. */
function valuesOf({ records }: SolutionsResult) {
  return records.flatMap((record) => {
    const problem = `${record.number} ${record.name.replace(/^\d+_/, '').replaceAll('_', ' ').trim()}`;
    const all = [...speedUpsOf(record), { baseline: underKernelBench, speedUp: kernelBenchSpeedUpOf(record) }];
    return all
      .map((each) => ({ problem, level: record.level, number: record.number, ...each }))
      .filter(({ speedUp }) => speedUp !== null);
  });
}

function words({ summary: { kernels, own, quickerOwn, ofKernels } }: SolutionsResult): string {
  const fast = ofKernels
    ? `; ${ofKernels.shares.map(({ p, share }) => `fast_${p} ${share.toPrecision(2)}`).join(', ')}`
    : '';
  return `${own} of ${kernels} kernels are right, ${quickerOwn} quicker than eager PyTorch${fast}`;
}

/** None where nothing was timed. */
export function solutionsPlots(result: SolutionsResult): Plot[] {
  const values = valuesOf(result);
  const baselines = [...new Set(values.map(({ baseline }) => baseline))];
  const sort = [...values].sort((a, b) => a.level - b.level || a.number - b.number).map(({ problem }) => problem);
  const spec: Plot['spec'] = {
    title: {
      text: "Kernels for KernelBench's problems beside PyTorch",
      subtitle: [whereAndWhen(result), words(result)],
    },
    width: 560,
    height: { step: 16 },
    data: { values },
    layer: [
      { mark: { type: 'rule', color: '#888888' }, encoding: { x: { datum: 1 } } },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          y: { field: 'problem', type: 'nominal', sort: [...new Set(sort)], title: null, axis: { grid: true } },
          x: {
            field: 'speedUp',
            type: 'quantitative',
            scale: { type: 'log' },
            title: "PyTorch's time over the kernel's",
          },
          color: { field: 'baseline', type: 'nominal', title: null, scale: { domain: baselines, range: palette } },
          shape: { field: 'baseline', type: 'nominal', title: null, scale: { domain: baselines } },
        },
      },
    ],
  };
  return values.length > 0 ? [{ name: '', spec }] : [];
}
