import assert from 'node:assert/strict';
import { Call } from '../../lib/guard/call.js';
import { defaultPatience, ticksFor } from '../../lib/guard/patience.js';
import { atCase, loadProblem } from '../../lib/problem/problem.js';
import type { TorchSource } from '../../lib/problem/torch_source.js';
import { settleOptions } from '../../lib/verify/options.js';

describe('the patience of a guarded engine', () => {
  const relu = atCase(loadProblem('relu'), 'small');
  const ofModule = (changes: Partial<TorchSource>): TorchSource => ({
    ...{ file: 'm.py', model: 'Model', python: null, precision: null, sizes: {}, operations: {}, fills: {} },
    ...{ origins: {}, made: [] },
    ...changes,
  });
  function secondsFor(torch?: TorchSource): number {
    const inputs = torch ? { ...relu, problem: { ...relu.problem, torch } } : relu;
    const call = new Call({ source: '', inputs, options: {}, settled: settleOptions({}) });
    call.sent();
    return ticksFor(call, 'gpu', defaultPatience);
  }

  it('lasts for all that PyTorch may take for a module, by its own deadline or the usual one', () => {
    const kernels = secondsFor();
    assert.ok(secondsFor(ofModule({})) > kernels + 600);
    assert.ok(secondsFor(ofModule({ deadlineMs: 3_600_000 })) > kernels + 3600);
    assert.ok(secondsFor(ofModule({ deadlineMs: 1000 })) < kernels + 60);
  });
});
