import assert from 'node:assert/strict';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

interface Handles {
  unloaded: Failure;
  freed: Failure;
  freedInRun: Failure;
  downloaded: number;
  free: [number, number];
  kept: number;
}

function count(log: string[], what: string): number {
  return log.filter((line) => line === what || line.startsWith(`${what} `)).length;
}

describe('handles of a device (of the fake driver)', () => {
  needsFakeDriver();
  let report: Handles;
  let log: string[];

  before(async () => {
    ({ report, log } = await runScenario<Handles>('handles', {}, ['--expose-gc']));
  });

  it('a kernel keeps its module loaded', () => {
    const launched = log.findIndex((line) => line.startsWith('launch k'));
    const unloaded = log.indexOf('unload');
    assert(launched >= 0, 'was not launched');
    assert(unloaded > launched, 'was unloaded before the launch');
  });

  it('a run keeps its buffers and arrays', () => assert.equal(report.downloaded, 9));

  it('that were freed are told from living ones', () => {
    for (const { message } of [report.unloaded, report.freed, report.freedInRun]) {
      assert.match(message, /Expected a live device object but found one that was freed/);
    }
  });

  it('that nobody holds are given back by the garbage collector', () => {
    assert.equal(report.free[1], report.free[0], 'memory is still taken');
    assert(count(log, 'load') > 200 && count(log, 'pin') === 200);
    assert(count(log, 'unload') >= count(log, 'load') - 1, 'modules are still loaded');
    assert.equal(count(log, 'unpin'), 200, 'memory is still pinned');
  });

  it('outlive their device', () => assert.equal(report.kept, 64));
});
