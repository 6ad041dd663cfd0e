import assert from 'node:assert/strict';
import { noCandidateSummary, summaryOf } from '../../lib/dialogue/summary.js';
import type { Outcome } from '../../lib/verify/verdict.js';
import { passIn, sampleVerdict } from '../verify/sample_verdicts.js';

describe('summaryOf', () => {
  const expected: Record<Outcome, RegExp> = {
    'plan-error': /^invalid plan: launch\[0\]\.grid\[1\]: Expected a size/,
    'policy-error': /^refused: Expected a header's name/,
    'compile-error': /^does not compile: line 6: identifier "blockDimm" is undefined$/,
    unsafe: /^unsafe: access outside a buffer in scale at candidate\.cu:7/,
    fault: /^CUDA_ERROR_ILLEGAL_ADDRESS: The device stopped the kernel scale$/,
    hang: /^did not end: The kernel scale was still running$/,
    incorrect: /^wrong at case full: 0\.024% of y\. All wrong elements are in the last tile of 256$/,
    implausible: /^implausible time of 50 µs$/,
    unverified: /^not verified: No CUDA device was found$/,
    pass: /^right in 500 µs, 50% of the roofline's speed$/,
  };
  for (const [outcome, pattern] of Object.entries(expected) as [Outcome, RegExp][]) {
    it(`says in a line what ${outcome} was`, () => assert.match(summaryOf(sampleVerdict(outcome)), pattern));
  }

  it('is one line of two hundred characters at most, whatever the verdict says', () => {
    const message = 'a long\nmessage. '.repeat(100);
    const [error] = sampleVerdict('compile-error').errors;
    const errors = [{ ...error!, message }, error!, error!];
    for (const verdict of [
      sampleVerdict('fault', { message }),
      sampleVerdict('unverified', { reason: message }),
      sampleVerdict('compile-error', { errors }),
      sampleVerdict('incorrect', { mismatches: [] }),
    ]) {
      assert.match(summaryOf(verdict), /^[^\n]{1,200}$/);
    }
    assert.match(summaryOf(sampleVerdict('compile-error', { errors })), / \(and 2 more\)$/);
  });

  it('says that arithmetic is no part of the share of a kernel that does fewer operations than the usual way', () => {
    const { roofline } = sampleVerdict('pass');
    const beaten = sampleVerdict('pass', { roofline: { ...roofline!, usualMs: 2 } });
    assert.equal(summaryOf(beaten), "right in 500 µs, 50% of the roofline's speed, arithmetic left out");
  });

  it('knows that a pass may not be timed, and that there may be no candidate', () => {
    assert.equal(summaryOf(passIn(null)), 'right, not timed');
    assert.equal(noCandidateSummary('plan-not-first'), 'no candidate (plan not first)');
  });
});
