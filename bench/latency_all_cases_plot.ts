/** Where the time of whole judgements goes, problem by problem. */
import { type AllCasesResult, kindOf, kinds, warmOf } from './latency_all_cases.js';
import { headerOnTop, partColour } from './latency_plot.js';
import { type Plot, whereAndWhen } from './plot.js';
import { mean, msOf, parts } from './rung_times.js';

export function allCasesPlots(result: AllCasesResult): Plot[] {
  const warm = warmOf(result);
  const problems = [...new Set(warm.map(({ problem }) => problem))];
  const values = problems.flatMap((problem) => {
    const own = warm.filter((judgement) => judgement.problem === problem);
    return kinds.flatMap((kind) =>
      parts.map((part, order) => {
        const each = own.map(({ cases }) =>
          cases.filter((at) => kindOf(at) === kind).reduce((sum, at) => sum + msOf(at, part), 0),
        );
        return { problem, kind, part, order, ms: mean(each) };
      }),
    );
  });
  const spec: Plot['spec'] = {
    title: { text: 'Where the time of a judgement over all cases goes', subtitle: whereAndWhen(result) },
    data: { values: values.filter(({ ms }) => ms > 0) },
    facet: { row: { field: 'kind', type: 'nominal', sort: [...kinds], title: null, header: headerOnTop } },
    resolve: { scale: { x: 'independent' } },
    spec: {
      width: 620,
      height: { step: 20 },
      mark: 'bar',
      encoding: {
        y: { field: 'problem', type: 'nominal', sort: problems, title: null },
        x: { field: 'ms', type: 'quantitative', title: 'mean time of a judgement (ms)' },
        color: partColour,
        order: { field: 'order', type: 'quantitative' },
      },
    },
  };
  return [{ name: '', spec }];
}
