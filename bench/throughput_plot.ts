/** The throughput bench's plots: verdicts over time, and what was under way when. */
import { type Plot, palette, whereAndWhen } from './plot.js';
import { type ThroughputResult, expectations } from './throughput.js';

const expectedColour = {
  field: 'expected',
  type: 'nominal' as const,
  title: 'announced',
  scale: { domain: [...expectations], range: [palette[2]!, palette[1]!, palette[7]!, palette[4]!] },
};

function verdictsPlot(result: ThroughputResult): Plot {
  const { summary, goals, machine } = result;
  const ended = result.verdicts.map(({ endedMs }) => endedMs).sort((a, b) => a - b);
  const measured = 'measured';
  const goal = `${goals.verdictsPerMinute} a minute`;
  const values = [
    { line: measured, seconds: 0, verdicts: 0 },
    ...ended.map((ms, i) => ({ line: measured, seconds: ms / 1000, verdicts: i + 1 })),
    ...(machine.gpu
      ? [0, summary.seconds].map((seconds) => ({
          line: goal,
          seconds,
          verdicts: (seconds / 60) * goals.verdictsPerMinute,
        }))
      : []),
  ];
  const spec: Plot['spec'] = {
    title: {
      text: `${Math.round(summary.verdictsPerMinute)} verdicts a minute`,
      subtitle: `${summary.sources} sources, ${summary.problems} problems; ${whereAndWhen(result)}`,
    },
    width: 620,
    height: 340,
    data: { values },
    mark: { type: 'line', strokeWidth: 2 },
    encoding: {
      x: { field: 'seconds', type: 'quantitative', title: 'time (s)' },
      y: { field: 'verdicts', type: 'quantitative', title: 'verdicts that have come' },
      color: {
        field: 'line',
        type: 'nominal',
        title: null,
        scale: { domain: [measured, goal], range: [palette[0]!, palette[7]!] },
      },
    },
  };
  return { name: 'verdicts', spec };
}

function timelinePlot(result: ThroughputResult): Plot {
  const values = [...result.verdicts]
    .sort((a, b) => a.beganMs - b.beganMs)
    .map(({ beganMs, endedMs, expected }, place) => ({
      place,
      began: beganMs / 1000,
      ended: endedMs / 1000,
      expected,
    }));
  const spec: Plot['spec'] = {
    title: { text: 'Candidates under way', subtitle: whereAndWhen(result) },
    width: 620,
    height: Math.min(900, Math.max(200, 2 * values.length)),
    data: { values },
    mark: { type: 'rule', strokeWidth: 1.5 },
    encoding: {
      x: { field: 'began', type: 'quantitative', title: 'from being asked for to the verdict (s)' },
      x2: { field: 'ended' },
      y: { field: 'place', type: 'quantitative', scale: { reverse: true }, title: 'candidate' },
      color: expectedColour,
    },
  };
  return { name: 'timeline', spec };
}

export function throughputPlots(result: ThroughputResult): Plot[] {
  return [verdictsPlot(result), timelinePlot(result)];
}
