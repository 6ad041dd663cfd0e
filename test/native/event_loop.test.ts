import assert from 'node:assert/strict';
import { compile } from '../verify/sample_compile.js';

describe('the event loop', () => {
  it('is free while the compiler works', async () => {
    // CUB takes about a second to compile.
    const source = '#include <cub/block/block_reduce.cuh>\nextern "C" __global__ void k() {}';
    let turns = 0;
    let done = false;
    const turn = (): void => {
      turns++;
      if (!done) setTimeout(turn, 1);
    };
    turn();
    const result = await compile(source, ['k']).finally(() => (done = true));
    assert.equal(result.kind, 'compiled');
    assert(turns > 10, `only ${turns} timers fired meanwhile`);
  });
});
