import assert from 'node:assert/strict';
import { limitsOf } from '../../lib/candidate/limits.js';
import { sampleFacts } from '../verify/sample_facts.js';

describe('limitsOf', () => {
  it("without a device are Hopper's", () => {
    assert.deepEqual(limitsOf(null), {
      grid: [2147483647, 65535, 65535],
      block: [1024, 1024, 64],
      threadsPerBlock: 1024,
      sharedPerBlock: 232448,
      clusterBlocks: 16,
      threadsPerMultiprocessor: 2048,
    });
  });

  it('with a device are those that it tells', () => {
    const limits = limitsOf({ ...sampleFacts, maxThreadsPerBlock: 512, maxSharedPerBlock: 101376 });
    assert.deepEqual([limits.threadsPerBlock, limits.sharedPerBlock], [512, 101376]);
  });
});
