import assert from 'node:assert/strict';
import { addon } from '../../lib/native/load_addon.js';
import type { SimulatedCounters } from '../../lib/native/types.js';

/** One warp runs `body`; %out is 64 KB of global memory, `tile` 16 KB of shared memory, %lane the thread. */
async function count(body: string): Promise<SimulatedCounters> {
  const ptx = `.version 8.0
.target sm_90a
.address_size 64
.visible .entry kernel(.param .u64 out) {
  .reg .pred %p<4>;
  .reg .b32 %lane, %n<8>;
  .reg .b64 %out, %a<4>;
  .shared .align 16 .b8 tile[16384];
  ld.param.u64 %out, [out];
  mov.u32 %lane, %tid.x;
${body}
  ret;
}`;
  const device = addon.openSimulator({ workers: 1 });
  const module = await device.loadModule(new TextEncoder().encode(ptx));
  const buffer = await device.allocate({ bytes: 65536 });
  const run = await device.run({
    commands: [
      { op: 'set', buffer, offset: 0, bytes: 65536, value: 0 },
      {
        op: 'launch',
        kernel: await module.kernel('kernel'),
        grid: [1, 1, 1],
        block: [32, 1, 1],
        cluster: null,
        sharedBytes: 0,
        cooperative: false,
        arguments: [{ buffer, offset: 0 }],
        guard: [{ name: 'out', buffer, writable: true }],
      },
    ],
    deadlineMs: 10_000,
  });
  assert.deepEqual(run.findings, []);
  const [launch] = run.launches;
  assert.ok(launch);
  return launch.counters;
}

describe('the counters of a simulated launch', () => {
  const strided = (bytes: number, access: string): string => `  mad.wide.u32 %a0, %lane, ${bytes}, %out;\n  ${access}`;

  it('count 32-byte sectors for each request to global memory', async () => {
    for (const [stride, sectors] of [
      [0, 1],
      [4, 4],
      [8, 8],
      [32, 32],
      [128, 32],
    ] as const) {
      const counters = await count(strided(stride, 'ld.global.u32 %n0, [%a0];'));
      assert.equal(counters.globalLoadRequests, 1, `stride ${stride}`);
      assert.equal(counters.globalLoadBytes, 128, `stride ${stride}`);
      assert.equal(counters.globalLoadSectors, sectors, `stride ${stride}`);
    }
  });

  it('count the sectors of vectors and of stores', async () => {
    const load = await count(strided(16, 'ld.global.v4.u32 {%n0, %n1, %n2, %n3}, [%a0];'));
    assert.equal(load.globalLoadSectors, 16);
    const store = await count(strided(64, 'st.global.u32 [%a0], %lane;'));
    assert.deepEqual([store.globalStoreRequests, store.globalStoreBytes, store.globalStoreSectors], [1, 128, 32]);
  });

  it('count the passes beyond the first that the banks of shared memory need', async () => {
    for (const [stride, conflicts] of [
      [4, 0],
      [8, 1],
      [16, 3],
      [128, 31],
      [132, 0],
    ] as const) {
      const body = `  mov.u32 %n0, tile;\n  mad.lo.u32 %n0, %lane, ${stride}, %n0;\n  st.shared.u32 [%n0], %lane;`;
      assert.equal((await count(body)).sharedBankConflicts, conflicts, `stride ${stride}`);
    }
  });

  it('count branches, and those whose threads go two ways', async () => {
    const branch = (condition: string): string =>
      `  ${condition}\n  @%p0 bra skip;\n  add.u32 %n0, %lane, 1;\nskip:\n  add.u32 %n1, %lane, 1;`;
    const divergent = await count(branch('setp.lt.u32 %p0, %lane, 7;'));
    assert.deepEqual([divergent.branches, divergent.divergentBranches], [1, 1]);
    const taken = await count(branch('setp.lt.u32 %p0, %lane, 32;'));
    assert.deepEqual([taken.branches, taken.divergentBranches], [1, 0]);
    const notTaken = await count(branch('setp.gt.u32 %p0, %lane, 32;'));
    assert.deepEqual([notTaken.branches, notTaken.divergentBranches], [1, 0]);
  });

  it('count instructions once for each thread that executes them', async () => {
    const counters = await count(
      '  setp.lt.u32 %p0, %lane, 5;\n  @%p0 add.u32 %n0, %lane, 1;\n  popc.b32 %n1, %lane;\n  bar.sync 0;',
    );
    assert.equal(counters.integer, 32 + 5, 'setp by all, add by five');
    assert.equal(counters.bits, 32);
    assert.equal(counters.barriers, 1);
  });

  it('count atomics for each thread, by memory', async () => {
    const counters = await count(
      '  red.global.add.u32 [%out], 1;\n  mov.u32 %n0, tile;\n  st.shared.u32 [%n0], 0;\n  bar.sync 0;\n  red.shared.add.u32 [%n0], 1;',
    );
    assert.deepEqual([counters.globalAtomics, counters.sharedAtomics], [32, 32]);
  });
});
