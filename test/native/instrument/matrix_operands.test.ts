import assert from 'node:assert/strict';
import { type Checked, checkAlone, prepare } from '../../../bench/safe_prepare.js';
import {
  type RightSubject,
  faultySubjects,
  nearlyFaultySubjects,
  rightSubjects,
} from '../../../bench/safe_subjects.js';
import { Engine } from '../../../lib/verify/engine.js';

describe("the check of wgmma's operands in shared memory, on the simulator", function () {
  this.timeout(60_000);
  let engine: Engine;
  before(async () => {
    engine = await Engine.open({ device: 'sim' });
  });

  async function checked({ source, problem }: RightSubject): Promise<Checked> {
    const prepared = await prepare(engine, source, problem);
    try {
      return await checkAlone(prepared, 3000);
    } finally {
      prepared.allocations.release();
    }
  }

  for (const matrix of ['a', 'b']) {
    it(`finds a descriptor of ${matrix.toUpperCase()} that reaches out of the block's shared memory`, async () => {
      const [subject] = faultySubjects(`out-of-bounds-wgmma-${matrix}`);
      assert.ok(subject);
      const { findings, suspected, unchecked } = await checked(subject);
      const [finding, ...others] = findings;
      assert.ok(finding && others.length === 0, JSON.stringify(findings));
      assert.deepEqual([finding.kind, finding.space, finding.bytes], ['out-of-bounds', 'shared', 16]);
      assert.deepEqual([finding.at.line], subject.lines);
      assert.match(
        finding.message,
        new RegExp(`matrix ${matrix.toUpperCase()} reaches out .* So did 127 other threads`),
      );
      assert.equal(suspected, true);
      assert.deepEqual(unchecked, []);
    });
  }

  const right = [...nearlyFaultySubjects('wgmma'), ...rightSubjects(true, 'wgmma')];
  it('has right kernels to pass', () => assert.ok(right.length >= 3));
  for (const subject of right) {
    it(`does not even suspect ${subject.name}`, async () => {
      const { findings, suspected, unchecked } = await checked(subject);
      assert.deepEqual([findings, suspected, unchecked], [[], false, []]);
    });
  }
});
