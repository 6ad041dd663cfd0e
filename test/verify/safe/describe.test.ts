import assert from 'node:assert/strict';
import type { Dim3, GuardSite } from '../../../lib/native/types.js';
import { type DescribeContext, findingsOf } from '../../../lib/verify/safe/describe.js';
import type { GuardRecord } from '../../../lib/verify/safe/report.js';
import type { SafetyFinding } from '../../../lib/verify/verdict.js';
import { specOf } from '../../gpu/elements.js';
import { sampleRun, siteOf, wAddress, xAddress, yAddress } from './sample_launch.js';

const context: DescribeContext = {
  candidate: {
    plan: { workspaces: [], tensorMaps: [], launches: [] },
    compiled: { cubin: new Uint8Array(), ptx: '', kernels: new Map([['kernel<3>', { symbol: 'k', parameters: [] }]]) },
    bound: [],
  },
  source: 'line one\nline two\nline three',
  tensors: [
    { ...specOf('f32', [100]), name: 'x' },
    { ...specOf('f32', [10, 20]), name: 'y' },
    { ...specOf('f32', [16]), name: 'w' },
  ],
};

function recordOf(changes: Partial<GuardRecord> = {}): GuardRecord {
  return { site: 0, space: null, address: xAddress + 400n, extra: 0n, block: [0, 0, 0], thread: [0, 0, 0], ...changes };
}

function describeAll(records: GuardRecord[], sites: GuardSite[], wanted = records.length): SafetyFinding[] {
  return findingsOf({ planned: sampleRun(), sites, records, wanted, deadlineMs: 300 }, context);
}

function describeOne(record: Partial<GuardRecord>, site: Partial<GuardSite>): SafetyFinding {
  const [finding] = describeAll([recordOf(record)], [siteOf(site)]);
  assert(finding);
  return finding;
}

describe("an access in a safe run's report", () => {
  for (const [what, record, site, kind, buffer, index, offset, message] of [
    ['behind its end', {}, {}, 'out-of-bounds', 'x', [100], 400, '4 bytes past its end.'],
    [
      'across its end',
      { address: xAddress + 396n },
      { bytes: 16 },
      'out-of-bounds',
      'x',
      [99],
      396,
      '12 bytes past its end.',
    ],
    [
      'before its start',
      { address: yAddress - 4n },
      { parameter: 1 },
      'out-of-bounds',
      'y',
      [-1, 19],
      -4,
      '4 bytes before its start.',
    ],
    [
      "of another tensor than the parameter's",
      { address: yAddress },
      { parameter: 0 },
      'out-of-bounds',
      'x',
      [67108864],
      0x10000000,
      '268435060 bytes past its end.',
    ],
    [
      'nearest to a workspace',
      { address: wAddress + 64n },
      {},
      'out-of-bounds',
      'w',
      [16],
      64,
      '4 bytes past its end.',
    ],
    [
      'of a read-only tensor',
      { address: xAddress + 8n },
      { access: 'write' },
      'write-to-input',
      'x',
      [2],
      8,
      'It may only be read.',
    ],
    [
      'of a read-only tensor, atomic',
      { address: xAddress },
      { access: 'atomic' },
      'write-to-input',
      'x',
      [0],
      0,
      'It may only be read.',
    ],
    ['behind a read-only tensor', {}, { access: 'write' }, 'out-of-bounds', 'x', [100], 400, '4 bytes past its end.'],
    [
      'at an odd address',
      { address: yAddress + 4n },
      { bytes: 16, alignment: 16 },
      'misaligned',
      'y',
      [0, 1],
      4,
      'An access of 16 bytes must be at a multiple of 16.',
    ],
    [
      'at null',
      { address: 0n },
      { parameter: 0 },
      'out-of-bounds',
      '',
      null,
      0,
      'The address 0 is that of a null pointer.',
    ],
    [
      'far from everything',
      { address: 0x1000_0000_0000n },
      {},
      'out-of-bounds',
      '',
      null,
      0x1000_0000_0000,
      'The address is near no buffer of this launch.',
    ],
    [
      'at the end of all addresses',
      { address: 2n ** 64n - 1n },
      {},
      'out-of-bounds',
      '',
      null,
      Number.MAX_SAFE_INTEGER,
      'The address is near no buffer of this launch.',
    ],
    [
      'of a width that is not fixed',
      { address: xAddress + 384n, extra: 32n },
      { bytes: 0, alignment: 16 },
      'out-of-bounds',
      'x',
      [96],
      384,
      '16 bytes past its end.',
    ],
    [
      'of shared memory',
      { address: 1280n, extra: 1024n },
      { space: 'shared', symbol: '_ZZ1kE4tile', symbolBytes: 256 },
      'out-of-bounds',
      'tile',
      null,
      256,
      '4 bytes past its end.',
    ],
    [
      'before a variable',
      { address: 0xfff0f8n, extra: 0xfff100n },
      { space: 'local', symbol: 'stack', symbolBytes: 8 },
      'out-of-bounds',
      'stack',
      null,
      -8,
      '8 bytes before its start.',
    ],
    [
      'at an odd address of shared memory',
      { address: 1026n, extra: 1024n },
      { space: 'shared', symbol: 'tile', symbolBytes: 256 },
      'misaligned',
      'tile',
      null,
      2,
      'An access of 4 bytes must be at a multiple of 4.',
    ],
    ['of shared memory without a name', { address: 4096n }, { space: 'shared' }, 'out-of-bounds', '', null, 4096, ''],
  ] as const) {
    it(`${what} is told with its buffer, element and distance`, () => {
      const finding = describeOne(record, { ...site });
      assert.deepEqual(
        [finding.kind, finding.buffer, finding.index, finding.offset, finding.message],
        [kind, buffer, index, offset, message],
      );
    });
  }

  for (const space of ['shared', 'local'] as const) {
    it(`through a generic address is told with its memory: ${space}`, () => {
      const finding = describeOne({ address: 0x1234n, space }, { space: '', instruction: 'ld.f32' });
      assert.deepEqual([finding.kind, finding.space, finding.offset], ['out-of-bounds', space, 0x1234]);
    });
  }

  it("by a tensor map is told with the map's tensor and the bytes of its box", () => {
    const copy = { parameter: 3, access: 'write', bytes: 0, alignment: 1 } as const;
    const { kind, buffer, index, bytes } = describeOne({ address: 0n }, copy);
    assert.deepEqual([kind, buffer, index, bytes], ['write-to-input', 'x', null, 32 * 8 * 2]);
  });

  it("has the plan's name of the kernel, the base name of the file and the lines around", () => {
    const { kernel, at, instruction, space, bytes } = describeOne({ block: [1, 2, 3], thread: [4, 5, 6] }, {});
    assert.deepEqual([kernel, instruction, space, bytes], ['kernel<3>', 'ld.global.f32', 'global', 4]);
    assert.deepEqual(
      [at.file, at.line, at.block, at.thread, at.access],
      ['candidate.cu', 2, [1, 2, 3], [4, 5, 6], 'read'],
    );
    assert.deepEqual(at.excerpt[1], { line: 2, text: 'line two' });
  });
});

describe("what is no access in a safe run's report", () => {
  for (const [site, kind, message] of [
    [{ kind: 'deadline', instruction: 'bra' }, 'deadline', /within 300 ms: the thread was still in this loop/],
    [{ kind: 'deadline', instruction: 'mbarrier.try_wait' }, 'deadline', /still waited at this barrier/],
    [{ kind: 'barrier', instruction: 'bar.sync' }, 'deadline', /still waited at this barrier/],
    [{ kind: 'trap' }, 'trap', /ended itself with a trap/],
    [{ kind: 'assert' }, 'trap', /assertion does not hold/],
    [{ kind: 'assert', message: 'An assertion does not hold: n > 0.' }, 'trap', /: n > 0\.$/],
    [{ kind: 'heap' }, 'heap', /workspace in the plan/],
    [{ kind: 'stack-overflow' }, 'stack-overflow', /nested deeper/],
    [{ kind: 'call' }, 'out-of-bounds', /that of no function/],
  ] as const) {
    it(`${site.kind}${'message' in site ? ' with a message' : ''} is a finding of the kind ${kind}`, () => {
      const finding = describeOne({}, { ...site, access: 'none', space: '' });
      assert.deepEqual([finding.kind, finding.at.access, finding.space, finding.index], [kind, 'none', '', null]);
      assert.match(finding.message, message);
    });
  }
});

describe("the records of a safe run's report", () => {
  const at = (block: Dim3, thread: Dim3, site = 0): GuardRecord => recordOf({ block, thread, site });

  it('are one finding for each line and access, of the first thread that did it', () => {
    const records = [
      at([1, 0, 0], [0, 0, 0]),
      at([0, 1, 0], [9, 0, 0]),
      at([0, 0, 0], [0, 1, 0], 1),
      at([1, 0, 0], [0, 0, 0]),
    ];
    const [first, second, ...more] = describeAll(records, [siteOf(), siteOf({ line: 3 })]);
    assert(first && second && more.length === 0);
    assert.deepEqual([first.at.line, first.at.block], [2, [1, 0, 0]]);
    assert.equal(first.message, '4 bytes past its end. So did 1 other thread.');
    assert.deepEqual([second.at.line, second.at.thread], [3, [0, 1, 0]]);
    assert.equal(second.message, '4 bytes past its end.');
  });

  it('of threads that wait for others are told with the cause', () => {
    const sites = [siteOf({ kind: 'barrier', access: 'none' }), siteOf({ kind: 'deadline', access: 'none', line: 3 })];
    const found = describeAll([at([0, 0, 0], [0, 0, 0]), at([0, 0, 0], [31, 0, 0], 1)], sites);
    assert.deepEqual(
      found.map(({ at: { line }, message }) => [line, /line [\d, ]+/.exec(message)?.[0]]),
      [[3, 'line 2 ']],
    );
  });

  it('of threads that did not end count for nothing beside what made another leave', () => {
    const sites = [siteOf({ kind: 'deadline', access: 'none' }), siteOf({ line: 3 })];
    const found = describeAll([at([0, 0, 0], [0, 0, 0]), at([0, 0, 0], [31, 0, 0], 1)], sites);
    assert.deepEqual(
      found.map(({ kind, at: { line } }) => [kind, line]),
      [['out-of-bounds', 3]],
    );
  });

  it('that there was no room for are told', () => {
    const [finding] = describeAll([at([0, 0, 0], [0, 0, 0]), at([0, 0, 0], [1, 0, 0])], [siteOf()], 1000);
    assert.match(finding?.message ?? '', /So did at least 1 other thread\.$/);
  });

  it('of a site that there is not are an error', () => {
    assert.throws(() => describeAll([recordOf({ site: 5 })], [siteOf()]), /site below 1 .* but found 5/);
  });
});

describe("a tensor copy's coordinate in a safe run's report", () => {
  for (const [coordinate, extra, message] of [
    [33n, 3n, 'Expected an innermost coordinate at a multiple of 16 bytes but found 33, which is at 132.'],
    [(1n << 64n) - 1n, 7n, 'Expected an innermost coordinate at a multiple of 16 bytes but found -1, which is at -2.'],
  ] as const) {
    it(`is misaligned, and of the map's tensor: ${BigInt.asIntN(64, coordinate)}`, () => {
      const finding = describeOne({ address: coordinate, extra }, { kind: 'coordinate', parameter: 3, bytes: 0 });
      const { kind, buffer, index, message: said } = finding;
      assert.deepEqual([kind, buffer, index, said, finding.at.access], ['misaligned', 'x', null, message, 'read']);
    });
  }
});
