import assert from 'node:assert/strict';
import { counterFacts } from '../../lib/verify/counter_facts.js';
import { sampleCounters } from './sample_counters.js';

const coalesced = { globalLoadRequests: 100, globalLoadBytes: 12_800, globalLoadSectors: 400 };

describe('counterFacts', () => {
  it('are none of what is as good as it can be', () => {
    assert.deepEqual(counterFacts(sampleCounters()), []);
    assert.deepEqual(counterFacts(sampleCounters(coalesced)), []);
  });

  it('are none of too few requests, nor of one element read by a whole warp', () => {
    assert.deepEqual(
      counterFacts(sampleCounters({ globalLoadRequests: 2, globalLoadBytes: 256, globalLoadSectors: 64 })),
      [],
    );
    assert.deepEqual(
      counterFacts(sampleCounters({ globalLoadRequests: 100, globalLoadBytes: 400, globalLoadSectors: 100 })),
      [],
    );
  });

  it('tell sectors a request beside the fewest', () => {
    const [fact] = counterFacts(sampleCounters({ ...coalesced, globalLoadSectors: 3200 }));
    assert.match(fact ?? '', /^global loads touch 32 sectors of 32 bytes a request, 4 would do/);
  });

  it('tell bank conflicts, divergence and local memory', () => {
    const facts = counterFacts(
      sampleCounters({
        sharedLoadRequests: 100,
        sharedBankConflicts: 3100,
        branches: 10,
        divergentBranches: 5,
        localBytes: 64,
      }),
    );
    assert.match(facts[0] ?? '', /32 passes on average/);
    assert.match(facts[1] ?? '', /^50% of the branches/);
    assert.match(facts[2] ?? '', /64 bytes/);
  });
});
