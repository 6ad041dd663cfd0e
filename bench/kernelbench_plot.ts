/** The kernelbench bench's plot: how long one candidate takes, on each problem, through either. */
import type { KernelBenchResult } from './kernelbench.js';
import { type Plot, palette, whereAndWhen } from './plot.js';

const who = ["KernelBench's harness", 'stopped there', 'warpsmith, first on a problem', 'warpsmith, after it'] as const;

function timesOf({ number, name, kernelBenchS, atLeast, firstMs, nextMs }: KernelBenchResult['problems'][number]) {
  const problem = `${number} ${name}`;
  const [harness, stopped, first, next] = who;
  return [
    { problem, number, who: atLeast ? stopped : harness, seconds: kernelBenchS },
    { problem, number, who: first, seconds: firstMs / 1000 },
    { problem, number, who: next, seconds: nextMs === null ? null : nextMs / 1000 },
  ].filter(({ seconds }) => seconds !== null);
}

function words({ problems, medianFirstRatio, medianNextRatio }: KernelBenchResult['summary']): string[] {
  if (medianFirstRatio === null) return [];
  const ratios = [medianFirstRatio, medianNextRatio].flatMap((ratio) => (ratio === null ? [] : [ratio.toPrecision(3)]));
  return [`median ratio of ${problems} problems: ${ratios.join(' with the first verdict on a problem, after it ')}`];
}

export function kernelBenchPlots(result: KernelBenchResult): Plot[] {
  const values = result.problems.flatMap(timesOf);
  const here = who.filter((each) => values.some((value) => value.who === each));
  const sort = [...result.problems].sort((a, b) => a.number - b.number).map(({ number, name }) => `${number} ${name}`);
  const spec: Plot['spec'] = {
    title: {
      text: "One candidate for each of ten problems of KernelBench's level 1",
      subtitle: [whereAndWhen(result), ...words(result.summary)],
    },
    width: 560,
    height: { step: 28 },
    data: { values },
    encoding: { y: { field: 'problem', type: 'nominal', sort, title: null, axis: { grid: true } } },
    layer: [
      {
        mark: { type: 'rule', color: '#bbbbbb' },
        encoding: {
          x: { aggregate: 'min', field: 'seconds', type: 'quantitative' },
          x2: { aggregate: 'max', field: 'seconds' },
        },
      },
      {
        mark: { type: 'point', filled: true, size: 110, opacity: 1 },
        encoding: {
          x: {
            field: 'seconds',
            type: 'quantitative',
            scale: { type: 'log' },
            title: 'time from source to judgement (s)',
          },
          color: {
            field: 'who',
            type: 'nominal',
            title: null,
            scale: { domain: here, range: here.map((each) => palette[who.indexOf(each)] ?? 'black') },
          },
          shape: { field: 'who', type: 'nominal', title: null, scale: { domain: here } },
        },
      },
    ],
  };
  return values.length > 0 ? [{ name: '', spec }] : [];
}
