import assert from 'node:assert/strict';
import { prepare } from '../../../bench/safe_prepare.js';
import {
  type RightSubject,
  faultySubjects,
  nearlyFaultySubjects,
  referenceWithLines,
  rightSubjects,
} from '../../../bench/safe_subjects.js';
import { addon } from '../../../lib/native/load_addon.js';
import { atCase, parseProblem } from '../../../lib/problem/problem.js';
import { Engine } from '../../../lib/verify/engine.js';
import { type CheckMode, checkedCodeOf } from '../../../lib/verify/safe/checked_code.js';
import { loadChecked } from '../../../lib/verify/safe/checked_module.js';
import { findingsOf } from '../../../lib/verify/safe/describe.js';
import { SafePlan } from '../../../lib/verify/safe/safe_plan.js';
import type { SafetyFinding } from '../../../lib/verify/verdict.js';
import { type TensorLoad, tensorLoad } from './tensor_load.js';

interface Found {
  findings: SafetyFinding[];
  /** Sites of the threads that left. */
  sites: string[];
  unchecked: string[];
}

/** Candidates with a copy by a tensor map, or one in bulk. */
const copies = /cp\.(reduce\.)?async\.bulk/;

/** The simulator can't run these. */
const im2colCopy = `.version 8.6
.target sm_90a
.address_size 64
.visible .entry k(.param .align 64 .b8 map[128])
{
.reg .b32 %r<8>; .reg .b16 %rs<2>; .reg .b64 %rd<3>;
.shared .align 128 .b8 tile[1024];
.shared .align 8 .b8 full[8];
mov.b64 %rd1, map;
cvta.param.u64 %rd2, %rd1;
mov.u32 %r1, tile;
mov.u32 %r2, full;
mov.u32 %r3, 0;
mov.u16 %rs1, 0;
cp.async.bulk.tensor.3d.shared::cluster.global.im2col.mbarrier::complete_tx::bytes [%r1], [%rd2, {%r3, %r3, %r3}], [%r2], {%rs1};
ret;
}
`;

const deadlineMs = 3000;

const expected = 'Expected an innermost coordinate at a multiple of 16 bytes but found';

describe('the check of copies by tensor maps and of their barriers, on the simulator', function () {
  this.timeout(60_000);
  let engine: Engine;
  before(async () => {
    engine = await Engine.open({ device: 'sim' });
  });

  async function run({ source, problem }: RightSubject, mode: CheckMode): Promise<Found> {
    const { device, candidate, contract, loaded, before: first, allocations } = await prepare(engine, source, problem);
    try {
      const code = await checkedCodeOf(device, candidate, loaded.tensors, mode);
      const checked = await loadChecked(code, allocations);
      const plan = await SafePlan.bind(device, checked, loaded, allocations);
      const violation = await plan.run(first, loaded, deadlineMs, 2 * deadlineMs);
      const tensors = [...contract.inputs, ...contract.outputs, ...candidate.plan.workspaces];
      return {
        findings: violation ? findingsOf(violation, { candidate, source, tensors }) : [],
        sites: violation ? violation.records.map(({ site }) => violation.sites[site]?.kind ?? '') : [],
        unchecked: checked.checks.unchecked,
      };
    } finally {
      allocations.release();
    }
  }

  function subjectOf(load: TensorLoad): RightSubject {
    const problem = parseProblem(tensorLoad(load), 'tensor_load.cu');
    return { name: problem.name, source: referenceWithLines(problem), problem: atCase(problem) };
  }

  for (const [name, message] of [
    ['misaligned-tensor-map-load', `${expected} 15, which is at 60.`],
    ['misaligned-tensor-map-store', `${expected} -14, which is at -56. So did 1 other thread.`],
    ['trap-tensor-map-rank', 'Expected a tensor map of 2 dimensions but found one of another number of them.'],
    ['trap-mbarrier-no-arrivals', 'Expected an mbarrier of 1 to 1048575 arrivals but found fewer or more.'],
    ['trap-tensor-map-reduction', "The reduction does not exist for the tensor map's type."],
  ] as const) {
    for (const mode of ['screen', 'precise'] as const) {
      it(`finds ${name} at its line, in the ${mode} code`, async () => {
        const [subject] = faultySubjects(name);
        assert.ok(subject);
        const { findings, unchecked } = await run(subject, mode);
        const said = findings.map(({ kind, buffer, at, message: words }) => [kind, buffer, [at.line], words]);
        assert.deepEqual(said, [[subject.kind, subject.where ?? '', subject.lines, message]]);
        assert.deepEqual(unchecked, []);
      });
    }
  }

  for (const [what, load, message] of [
    ['4 of f16', { type: 'f16', column: '4' }, `${expected} 4, which is at 8.`],
    ['8 of u8', { type: 'u8', columns: 32, column: '8' }, `${expected} 8, which is at 8.`],
    ['1 of f64', { type: 'f64', column: '1' }, `${expected} 1, which is at 8.`],
    ['-2 of f32', { column: '-2' }, `${expected} -2, which is at -8.`],
    ['a number in the code', { column: '6', constant: true }, `${expected} 6, which is at 24.`],
    ['a copy whose guard holds', { column: '3', guard: 'zero == 0' }, `${expected} 3, which is at 12.`],
    ['a prefetch', { column: '2', prefetches: true }, `${expected} 2, which is at 8.`],
  ] as const) {
    it(`finds an innermost coordinate at no multiple of 16 bytes: ${what}`, async () => {
      const { findings } = await run(subjectOf(load), 'screen');
      assert.deepEqual(
        findings.map(({ kind, buffer, message: words }) => [kind, buffer, words]),
        [['misaligned', 'x', message]],
      );
    });
  }

  for (const [what, load] of [
    ['8 of f16', { type: 'f16', column: '8' }],
    ['16 of u8', { type: 'u8', columns: 32, column: '16' }],
    ['2 of f64', { type: 'f64', column: '2' }],
    ['-4 of f32', { column: '-4' }],
    ['a number in the code', { column: '12', constant: true }],
    ['any other, where its guard does not hold', { column: '3', guard: 'zero != 0' }],
    ['any other dimension', { column: '0', row: '3' }],
  ] as const) {
    for (const mode of ['screen', 'precise'] as const) {
      it(`lets the ${mode} code copy from ${what}`, async () => {
        assert.deepEqual(await run(subjectOf(load), mode), { findings: [], sites: [], unchecked: [] });
      });
    }
  }

  it('knows that rows shorter than the swizzle take its width in shared memory', async () => {
    const swizzled = { map: ', swizzle: 128', rows: 32 };
    const { findings } = await run(subjectOf(swizzled), 'precise');
    assert.deepEqual(
      findings.map(({ kind, space, bytes }) => [kind, space, bytes]),
      [['out-of-bounds', 'shared', 4096]],
    );
    const fits = await run(subjectOf({ ...swizzled, sharedBytes: 4096 }), 'screen');
    assert.deepEqual(fits, { findings: [], sites: [], unchecked: [] });
  });

  it('knows that what lies between the strides of elements takes no shared memory', async () => {
    const strided = { map: ', elementStrides: [2, 1]', sharedBytes: 256, bytes: 256 };
    assert.deepEqual(await run(subjectOf(strided), 'screen'), { findings: [], sites: [], unchecked: [] });
  });

  it('names the copies whose map is known only when they run', async () => {
    const found = await run(subjectOf({ chooses: true }), 'screen');
    assert.deepEqual([found.findings, found.sites], [[], []]);
    assert.deepEqual(found.unchecked.map((sentence) => sentence.replace(/ \(line \d+\)$/, '')).sort(), [
      'the box of a tensor copy in shared memory',
      'where in its tensor a tensor copy begins',
    ]);
  });

  it('refuses a copy in im2col mode, for which a plan has no tensor maps', async () => {
    const { sites } = await addon.instrument(im2colCopy, { mode: 'screen', kernels: {}, ranges: 0 });
    const messages = sites.map(({ kind, message }) => [kind, message]);
    assert.deepEqual(messages[0], ['trap', "The copy is in im2col mode, and a plan's tensor maps are tiled."]);
  });

  const right = [...nearlyFaultySubjects(), ...rightSubjects(true)].filter(({ source }) => copies.test(source));
  it('has right kernels to pass', () => assert.ok(right.length >= 16, `there are ${right.length}`));
  for (const subject of right) {
    for (const mode of ['screen', 'precise'] as const) {
      it(`finds nothing in ${subject.name}, in the ${mode} code`, async () => {
        const { findings, sites } = await run(subject, mode);
        assert.deepEqual([findings, sites], [[], []]);
      });
    }
  }
});
