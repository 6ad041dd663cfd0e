import assert from 'node:assert/strict';
import { Pair, type PairListener } from '../../lib/guard/pair.js';
import { defaultPatience } from '../../lib/guard/patience.js';

describe('a pair of processes', () => {
  it('warms a spare that was loaded while a candidate was timed, once that is over', () => {
    const active = { isTiming: true, stage: 'opened', isOpen: true };
    const spare = {
      stage: 'waiting',
      open(): void {
        this.stage = 'opening';
      },
    };
    const listener: Partial<PairListener> = {
      heard: (_, { type }) => {
        if (type === 'settled') active.isTiming = false;
      },
      recent: () => [],
    };
    const options = { device: 'cuda:0', spare: true, traced: false, patience: defaultPatience };
    const pair = new Pair(options, listener as PairListener);
    pair.active = active as never;
    pair.spare = spare as never;
    pair.report(spare as never, { type: 'loaded' });
    assert.equal(spare.stage, 'waiting', 'it was opened beside a candidate that is timed');
    pair.report(active as never, { type: 'settled', call: 1, result: { kind: 'displaced' }, spent: null });
    assert.equal(spare.stage, 'opening', 'nobody opens it');
  });
});
