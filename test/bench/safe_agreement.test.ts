import assert from 'node:assert/strict';
import { agreementTable, compareFaulty } from '../../bench/safe_agreement.js';
import { type Checked, checkAlone, prepare } from '../../bench/safe_prepare.js';
import { type FaultySubject, faultySubjects } from '../../bench/safe_subjects.js';
import { type ToolResult, notRun } from '../../bench/sanitizer_run.js';
import { Engine } from '../../lib/verify/engine.js';

const ran: ToolResult = { ...notRun, outcome: 'ran' };

function subjectNamed(name: string): FaultySubject {
  const subject = faultySubjects(name).find((one) => one.name === name);
  assert.ok(subject);
  return subject;
}

describe('compareFaulty', () => {
  let engine: Engine;
  before(async () => {
    engine = await Engine.open({ device: 'sim' });
  });

  async function checked({ source, problem }: FaultySubject): Promise<Checked> {
    const prepared = await prepare(engine, source, problem);
    try {
      return await checkAlone(prepared, 300);
    } finally {
      prepared.allocations.release();
    }
  }

  for (const name of ['out-of-bounds-constant', 'out-of-bounds-param']) {
    it(`says that memcheck does not look at constant memory: ${name}`, async () => {
      const subject = subjectNamed(name);
      const found = await checked(subject);
      const agreement = compareFaulty(subject, found, ran);
      assert.equal(agreement.safe, 'exact');
      assert.equal(agreement.reason, 'memcheck does not look at constant memory');
      assert.match(agreementTable([agreement]), /faulty +1 +0 +1 +0/);
    });
  }

  it('explains by constant memory neither another report of memcheck nor a miss of the safe run', async () => {
    const subject = subjectNamed('out-of-bounds-constant');
    const found = await checked(subject);
    const misaligned: ToolResult['reports'][number] = {
      kind: 'misaligned',
      text: 'Misaligned address',
      severity: 'error',
      lines: [],
      thread: null,
      block: null,
      count: 1,
      hazards: 0,
    };
    assert.equal(compareFaulty(subject, found, { ...ran, reports: [misaligned] }).reason, 'unexplained');
    assert.equal(compareFaulty(subject, { ...found, findings: [] }, ran).reason, 'unexplained');
  });

  it('leaves a fault in global memory that memcheck misses unexplained', async () => {
    const subject = subjectNamed('out-of-bounds-load-first-thread');
    assert.equal(compareFaulty(subject, await checked(subject), ran).reason, 'unexplained');
  });
});
