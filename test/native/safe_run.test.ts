import assert from 'node:assert/strict';
import type { SafetyFinding, Verdict } from '../../lib/verify/verdict.js';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

interface Found {
  right: Verdict;
  progress: string[];
  verdicts: Record<string, Verdict>;
  lost: string | null;
  free: [number, number];
}

/** Of the rungs that run on a device. */
function statuses({ rungs }: Verdict): string[] {
  return rungs.filter(({ rung }) => ['safe', 'correct', 'time'].includes(rung)).map(({ status }) => status);
}

describe('the safe run on a GPU (of the fake driver)', () => {
  needsFakeDriver();
  let found: Found;
  let log: string[];

  before(async () => {
    ({ report: found, log } = await runScenario<Found>('safe', { FAKE_CUDA_COMPARED: '1' }));
  });

  function verdictOf(name: string): Verdict {
    const verdict = found.verdicts[name];
    assert(verdict);
    return verdict;
  }

  function findingsOf(name: string): SafetyFinding[] {
    const verdict = verdictOf(name);
    assert(verdict.outcome === 'unsafe', `${name} gave ${JSON.stringify(verdict)}`);
    assert.deepEqual([verdict.failed, verdict.trial, verdict.trialSeed], ['safe', 0, 5]);
    return verdict.findings;
  }

  it('goes before every raw launch of a right candidate', () => {
    assert.equal(found.right.outcome, 'pass');
    assert.deepEqual(statuses(found.right), ['passed', 'passed', 'skipped']);
    assert.deepEqual(found.progress.slice(-5), ['safe 0', 'correct 0', 'safe 1', 'correct 1', 'repeatable']);
    const launches = log.filter((line) => line.startsWith('launch k ')).map((line) => line.endsWith(' checked'));
    assert.deepEqual(launches.slice(0, 4), [true, false, true, false]);
    assert.equal(found.right.unchecked, undefined);
  });

  it('looks at a suspicion exactly, in later trials at once, and lets the candidate pass', () => {
    assert.equal(verdictOf('falseAlarm').outcome, 'pass');
    const launches = log.filter((line) => line.startsWith('launch k ')).map((line) => line.endsWith(' checked'));
    // Behind the two trials and the ten repeats of the one before.
    assert.deepEqual(launches.slice(14, 19), [true, true, false, true, false]);
  });

  it('names tensor, element, the first thread and how many others', () => {
    const [finding, ...more] = findingsOf('outOfBounds');
    assert(finding && more.length === 0);
    const { kind, kernel, at, instruction, space, buffer, index, offset, bytes, message } = finding;
    assert.deepEqual(
      { kind, kernel, instruction, space, buffer, index, offset, bytes, message },
      {
        kind: 'out-of-bounds',
        kernel: 'k',
        instruction: 'st.global.f32',
        space: 'global',
        buffer: 'y',
        index: [65],
        offset: 260,
        bytes: 4,
        message: '8 bytes past its end. So did 2 other threads.',
      },
    );
    assert.deepEqual(
      [at.file, at.line, at.block, at.thread, at.access],
      ['candidate.cu', 5, [1, 0, 0], [1, 0, 0], 'write'],
    );
    assert.match(at.excerpt.find(({ line }) => line === 5)?.text ?? '', /__global__ void k/);
  });

  for (const [name, kind, buffer, message] of [
    ['writeToInput', 'write-to-input', 'x', /^It may only be read\.$/],
    ['misaligned', 'misaligned', 'x', /^An access of 4 bytes must be at a multiple of 4\.$/],
    ['nullPointer', 'out-of-bounds', '', /^The address 16 is that of a null pointer\.$/],
    ['shared', 'out-of-bounds', 'tile', /^4 bytes past its end\.$/],
    ['deadline', 'deadline', '', /did not end within 300 ms: the thread was still in this loop/],
    ['barrier', 'deadline', '', /did not end within 300 ms: the thread still waited at this barrier/],
    ['trap', 'trap', '', /^The kernel ended itself with a trap\.$/],
    ['heap', 'heap', '', /ask for a workspace in the plan/],
    ['many', 'trap', '', /So did at least 255 other threads\.$/],
  ] as const) {
    it(`tells every kind: ${name}`, () => {
      const [finding, ...more] = findingsOf(name);
      assert(finding && more.length === 0);
      assert.deepEqual([finding.kind, finding.buffer], [kind, buffer]);
      assert.match(finding.message, message);
    });
  }

  it('never runs a candidate with a finding as it is', () => {
    for (const name of ['outOfBounds', 'trap', 'deadline']) {
      assert.deepEqual(statuses(verdictOf(name)), ['failed', 'skipped', 'skipped']);
    }
    // Two trials and ten repeats each of the right one, the false alarm, the partly checked and the trusted one.
    const raw = log.filter((line) => line.startsWith('launch k ') && !line.endsWith(' checked'));
    assert.equal(raw.length, 48);
  });

  it('says what it could not check', () => {
    const { outcome, unchecked } = verdictOf('unchecked');
    assert.deepEqual([outcome, unchecked], ['pass', ['Nothing is known of line 5.']]);
  });

  it('does not let a candidate run that it cannot check at all', () => {
    const verdict = verdictOf('uncompilable');
    assert(verdict.outcome === 'unverified');
    assert.match(verdict.reason, /cannot check this candidate.*Missing \.version directive/s);
    assert.deepEqual(statuses(verdict), ['skipped', 'skipped', 'skipped']);
  });

  it('takes a cooperative launch that the driver refuses for its own fault, any other for the plan', () => {
    const verdict = verdictOf('cooperative');
    assert(verdict.outcome === 'unverified');
    assert.match(verdict.reason, /a cooperative launch does not fit the device\. Launch fewer blocks/);
    assert.equal(verdictOf('refused').outcome, 'plan-error');
  });

  it('is left out where that was asked for', () => {
    const verdict = verdictOf('trusted');
    assert.deepEqual([verdict.outcome, verdict.options.safe], ['pass', false]);
    assert.deepEqual(statuses(verdict), ['skipped', 'passed', 'skipped']);
  });

  it('leaves the device usable and holds nothing', () => {
    assert.equal(found.lost, null);
    assert.equal(found.free[1], found.free[0]);
  });
});

describe('a safe run on a GPU (of the fake driver) that does not end by itself', () => {
  needsFakeDriver();

  it('is ended by its signal, and takes the device from the process when not even its deadline ends it', async () => {
    const names = ['k', 'spin_k', 'stuck_k'].map((name) => `${name}=8,8,4`).join(';');
    const { report } = await runScenario<{
      stopped: Failure;
      afterwards: string;
      lostBefore: string | null;
      verdict: Verdict;
      lost: string | null;
    }>('safe_stopped', { FAKE_CUDA_COMPARED: '1', FAKE_CUDA_PARAMETERS: names });
    assert.equal(report.stopped.code, 'aborted');
    assert.deepEqual([report.lostBefore, report.afterwards], [null, 'pass']);
    const { verdict } = report;
    assert(verdict.outcome === 'hang');
    assert.deepEqual([verdict.failed, verdict.trial], ['safe', 0]);
    assert.match(report.lost ?? '', /not done after 5030 ms/);
  });
});
