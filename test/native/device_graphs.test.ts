import assert from 'node:assert/strict';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

interface Graphs {
  times: number[][];
  failures: Record<string, Failure | null>;
  later: number[];
}

const parameters = ['k', 'refuse_k', 'uncapturable_k'].map((name) => `${name}=8,8,4`).join(';');

describe('graphs on a device (of the fake driver)', () => {
  needsFakeDriver();
  let report: Graphs;
  let log: string[];

  before(async () => {
    ({ report, log } = await runScenario<Graphs>('graphs', { FAKE_CUDA_PARAMETERS: parameters }));
  });

  it('run their launches in order, each as it was planned, when they are timed', () => {
    const first = 'launch k grid 1,1,1 block 32,1,1 shared 0 in graph';
    const second = 'launch k grid 2,1,1 block 32,1,1 shared 100000 cluster 2,1,1 in graph';
    const once = [first, second, first];
    assert.deepEqual(
      log.filter((line) => line.endsWith('in graph')),
      [...once, ...once, ...once],
    );
  });

  it('run nothing when they are made', () => {
    assert(log.indexOf('graph of 3') < log.findIndex((line) => line.startsWith('launch')));
  });

  it('have times of their own beside launches', () => {
    for (const [graph = 0, single = 0] of report.times) assert(graph > 2.5 * single, `${graph} beside ${single} ms`);
    assert.equal(report.later.length, 1);
  });

  it('keep kernels and memory, and are given back once', () => {
    assert.equal(log.filter((line) => line === 'graph freed').length, 2);
    assert(log.indexOf('unload') > log.lastIndexOf('launch k grid 1,1,1 block 32,1,1 shared 0 in graph'));
  });

  for (const [name, kind, message] of [
    ['refused', 'WarpsmithError', /The driver refused the launch \(CUDA_ERROR_INVALID_VALUE\)/],
    ['uncapturable', 'WarpsmithError', /cuLaunchKernelEx failed with CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED/],
    ['wrongArguments', 'WarpsmithError', /Expected 3 kernel arguments but found 0/],
    ['noGraph', 'TypeError', /Expected a graph that this kind of device made/],
    ['freed', 'Error', /Expected a live device object/],
  ] as const) {
    it(`are refused without harm: ${name}`, () => {
      const refused = report.failures[name];
      assert(refused, 'was accepted');
      assert.equal(refused.name, kind, refused.message);
      assert.match(refused.message, message);
    });
  }

  it('that were refused are no hindrance to others', () => assert.equal(report.failures.after, null));
});
