import assert from 'node:assert/strict';
import { limitsOf } from '../../lib/candidate/limits.js';
import { complains, goodPlan, resolved, sampleHeader } from './sample_plan.js';

describe('resolvePlan: launches', () => {
  it('works sizes out and fills up to three', () => {
    const header = sampleHeader({
      kernel: 'softmax<128>',
      grid: ['ceildiv(M, 4)', 'N'],
      block: [8, 4, 2],
      shared: '4 * N',
      cluster: [2],
      cooperative: true,
    });
    assert.deepEqual(goodPlan(header).launches[0], {
      kernel: 'softmax<128>',
      grid: [2, 64, 1],
      block: [8, 4, 2],
      cluster: [2, 1, 1],
      sharedBytes: 256,
      cooperative: true,
      args: [
        { kind: 'tensor', name: 'x' },
        { kind: 'tensor', name: 'y' },
        { kind: 'integer', value: 64, text: 'N' },
      ],
    });
  });

  it('has no cluster, no shared memory and no cooperation unless asked', () => {
    const [launch] = goodPlan(sampleHeader({})).launches;
    assert.deepEqual([launch?.cluster, launch?.sharedBytes, launch?.cooperative], [null, 0, false]);
  });

  it('takes the largest sizes there are', () => {
    const header = sampleHeader({ grid: [2147483647, 65535, 65535], block: [1024], shared: 227 * 1024 });
    assert.deepEqual(goodPlan(header).launches[0]?.grid, [2147483647, 65535, 65535]);
    assert.deepEqual(goodPlan(sampleHeader({ block: [4, 4, 64] })).launches[0]?.block, [4, 4, 64]);
  });

  const refused: [string, Parameters<typeof sampleHeader>[0], string, RegExp][] = [
    ['a grid of 0', { grid: ['M - 6'] }, 'launch[0].grid[0]', /Expected 1 to 2147483647 but "M - 6" gives 0/],
    ['a negative grid', { grid: [-1] }, 'launch[0].grid[0]', /gives -1/],
    ['a grid beyond the limit', { grid: [2147483648] }, 'launch[0].grid[0]', /gives 2147483648/],
    ['a second grid size beyond the limit', { grid: [1, 65536] }, 'launch[0].grid[1]', /1 to 65535/],
    ['a third grid size beyond the limit', { grid: [1, 1, 65536] }, 'launch[0].grid[2]', /1 to 65535/],
    ['an unknown dim in a grid', { grid: ['Q'] }, 'launch[0].grid[0]', /"Q" is no dim; known are M, N/],
    ['a grid that is no arithmetic', { grid: ['M < N'] }, 'launch[0].grid[0]', /"M < N" cannot be used/],
    ['a block of 0', { block: [0] }, 'launch[0].block[0]', /1 to 1024/],
    ['a block beyond the limit', { block: [1025] }, 'launch[0].block[0]', /1 to 1024 but 1025/],
    ['a third block size beyond the limit', { block: [1, 1, 65] }, 'launch[0].block[2]', /1 to 64/],
    ['too many threads in all', { block: [32, 33] }, 'launch[0].block', /at most 1024 threads .* 32 × 33 × 1 = 1056/],
    ['too much shared memory', { shared: 227 * 1024 + 1 }, 'launch[0].shared', /0 to 232448 bytes/],
    ['negative shared memory', { shared: '-1' }, 'launch[0].shared', /gives -1/],
    ['shared memory of an unknown dim', { shared: '4 * Q' }, 'launch[0].shared', /"Q" is no dim/],
    [
      'a cluster that does not divide the grid',
      { cluster: [4] },
      'launch[0].cluster',
      /4 × 1 × 1 does not divide 6 × 1 × 1/,
    ],
    [
      'a cluster of too many blocks',
      { grid: [6, 10], cluster: [2, 10] },
      'launch[0].cluster',
      /at most 16 blocks .* 20/,
    ],
    ['a cluster size beyond 16', { grid: [17], cluster: [17] }, 'launch[0].cluster[0]', /1 to 16/],
    [
      'an unknown argument',
      { args: ['x', 'z'] },
      'launch[0].args[1]',
      /one of x, odd, h, y, s, M, N, eps, four or arithmetic .* found "z"/,
    ],
    ['an argument that is no arithmetic', { args: ['x[0]'] }, 'launch[0].args[0]', /"x\[0\]" cannot be used/],
    ['a tensor in arithmetic', { args: ['x + 4'] }, 'launch[0].args[0]', /"x" is no dim/],
    ['an inherited name', { args: ['toString'] }, 'launch[0].args[0]', /found "toString"/],
  ];
  for (const [what, launch, where, message] of refused) {
    it(`refuses ${what}`, () => complains(sampleHeader(launch), where, message));
  }

  it("holds to the device's own limits", () => {
    const limits = { ...limitsOf(null), threadsPerBlock: 512, sharedPerBlock: 65536, clusterBlocks: 8 };
    complains(sampleHeader({ block: [513] }), 'launch[0].block', /at most 512 threads/, limits);
    complains(sampleHeader({ shared: 65537 }), 'launch[0].shared', /0 to 65536/, limits);
    complains(sampleHeader({ grid: [12], cluster: [12] }), 'launch[0].cluster', /at most 8 blocks/, limits);
  });

  it('tells everything that is wrong at once, with the launch it is in', () => {
    const header = sampleHeader({});
    const bad = sampleHeader({ grid: [0], block: [2000], args: ['z'] }).launch;
    const { problems } = resolved({ ...header, launch: [...header.launch, ...bad] });
    assert.deepEqual(
      problems.map(({ where }) => where),
      ['launch[1].grid[0]', 'launch[1].block[0]', 'launch[1].args[0]'],
    );
  });
});

describe('resolvePlan: arguments', () => {
  it('tells tensors, tensor maps, integers and reals apart', () => {
    const header = sampleHeader(
      { args: ['y', 'w', 'tx', 'M * N', 7, -1, 0.5, 'eps', 'four', 'M'] },
      { workspace: { w: { type: 'f32', shape: ['M'] } }, tensorMaps: { tx: { tensor: 'x', box: [1, 16] } } },
    );
    assert.deepEqual(goodPlan(header).launches[0]?.args, [
      { kind: 'tensor', name: 'y' },
      { kind: 'tensor', name: 'w' },
      { kind: 'tensorMap', name: 'tx' },
      { kind: 'integer', value: 384, text: 'M * N' },
      { kind: 'integer', value: 7, text: '7' },
      { kind: 'integer', value: -1, text: '-1' },
      { kind: 'real', value: 0.5, text: '0.5' },
      { kind: 'real', value: 1e-5, text: 'eps' },
      { kind: 'real', value: 4, text: 'four' },
      { kind: 'integer', value: 6, text: 'M' },
    ]);
  });
});

describe('resolvePlan: workspaces', () => {
  it('works their sizes out', () => {
    const header = sampleHeader({}, { workspace: { w: { type: 'f16', shape: ['M', 8], fill: { constant: 0 } } } });
    assert.deepEqual(goodPlan(header).workspaces, [
      { name: 'w', dtype: 'f16', shape: [6, 8], labels: ['M', '8'], count: 48, bytes: 96, fill: { constant: 0 } },
    ]);
  });

  for (const name of ['x', 'y', 'M', 'eps']) {
    it(`refuses the problem's own name ${name}`, () => {
      const header = sampleHeader({}, { workspace: { [name]: { type: 'f32', shape: [1] } } });
      complains(header, `workspace.${name}`, new RegExp(`"${name}" is taken`));
    });
  }

  it('takes a name that every object has', () => {
    const header = sampleHeader({ args: ['valueOf'] }, { workspace: { valueOf: { type: 'f32', shape: [1] } } });
    assert.deepEqual(goodPlan(header).launches[0]?.args, [{ kind: 'tensor', name: 'valueOf' }]);
  });

  it('refuses sizes as for any tensor', () => {
    const workspace = (shape: unknown[], fill?: unknown): Parameters<typeof sampleHeader>[1] => ({
      workspace: { w: { type: 'i32', shape, ...(fill ? { fill } : {}) } },
    });
    complains(sampleHeader({}, workspace(['Q'])), 'workspace.w.shape[0]', /"Q" is no dim/);
    complains(sampleHeader({}, workspace([0])), 'workspace.w.shape[0]', /at least 1/);
    complains(sampleHeader({}, workspace([2 ** 40])), 'workspace.w.shape', /terabyte/);
    complains(sampleHeader({}, workspace([1], { normal: [0, 1] })), 'workspace.w.fill', /for i32/);
  });
});
