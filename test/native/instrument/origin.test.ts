import assert from 'node:assert/strict';
import { addon } from '../../../lib/native/load_addon.js';
import { promisedAlignment } from '../../../lib/problem/contract.js';

/** A kernel whose only parameter is a tensor. */
function kernelOf(instruction: string): string {
  return `.version 8.6
.target sm_90a
.address_size 64
.visible .entry k(.param .u64 x)
{
.reg .b64 %rd<3>; .reg .b32 %r<9>;
ld.param.u64 %rd1, [x];
cvta.to.global.u64 %rd2, %rd1;
${instruction}
ret;
}
`;
}

async function looksAtAlignment(instruction: string, alignment: number): Promise<boolean> {
  const kernels = { k: { threads: 32, clusterBlocks: 1, dynamicShared: 0, tensors: [0] } };
  const { ptx } = await addon.instrument(kernelOf(instruction), { mode: 'screen', kernels, ranges: 1 });
  return new RegExp(`and\\.b64 .*, ${alignment - 1};`).test(ptx);
}

describe('the alignment that the pass takes tensors to have', () => {
  it('is what trials align them to, and no more', async () => {
    assert.equal(promisedAlignment, 32);
    assert.equal(await looksAtAlignment('ld.global.v4.u32 {%r1, %r2, %r3, %r4}, [%rd2];', 16), false);
    assert.equal(await looksAtAlignment('ld.global.v4.u32 {%r1, %r2, %r3, %r4}, [%rd2+8];', 16), true);
    assert.equal(await looksAtAlignment('discard.global.L2 [%rd2], 128;', 128), true);
  });
});
