/** Assertions on verdicts whose messages show the verdict. */
import assert from 'node:assert/strict';
import type { Outcome, Verdict, VerdictOf } from '../../lib/index.js';

const left = new Set(['samplesMs', 'compiler', 'options', 'rungs', 'kernels', 'candidate', 'device', 'log', 'version']);

/** What a message needs of a verdict. */
export function verdictText(verdict: Verdict): string {
  return JSON.stringify(verdict, (key, value: unknown) => (left.has(key) ? undefined : value), 1).slice(0, 4000);
}

export function expectOutcome<O extends Outcome>(verdict: Verdict, outcome: O, what: string): VerdictOf<O> {
  assert.equal(verdict.outcome, outcome, `${what} should give "${outcome}" but gave ${verdictText(verdict)}`);
  return verdict as VerdictOf<O>;
}

/** A pass whose errors are all within what the tolerance allows. */
export function expectPass(verdict: Verdict, what: string): VerdictOf<'pass'> {
  const pass = expectOutcome(verdict, 'pass', what);
  for (const [output, share] of Object.entries(pass.errorShare)) {
    assert.ok(share >= 0 && share <= 1, `${what}: ${output} passed with an error share of ${share}`);
  }
  return pass;
}

export function expectTiming(verdict: Verdict, what: string): NonNullable<VerdictOf<'pass'>['timing']> {
  const { timing } = expectPass(verdict, what);
  assert.ok(timing, `${what}: passed but was not timed`);
  return timing;
}
