import assert from 'node:assert/strict';
import picocolors from 'picocolors';
import { verdictText } from '../../lib/report/verdict_text.js';
import { sampleVerdict } from '../verify/sample_verdicts.js';

const plain = picocolors.createColors(false);
const degenerate = [
  { by: 'zeros' as const, output: 'y', sentence: 'For "y", zeros would pass in every family of inputs.' },
];

describe('the text of a verdict: families of inputs', () => {
  it('says in which one a candidate was wrong, or unsafe', () => {
    const where = { trial: 2, trialSeed: 9, family: 'tiny' };
    for (const verdict of [sampleVerdict('incorrect', where), sampleVerdict('unsafe', where)]) {
      assert.match(verdictText(verdict, plain), /\n {2}trial 3, seed 9: tiny values \(tiny\)\n/);
    }
  });

  it("names the trial alone for a caller's tensors", () => {
    const verdict = sampleVerdict('incorrect', { trial: 2, trialSeed: 9 });
    delete verdict.family;
    assert.match(verdictText(verdict, plain), /\n {2}trial 3, seed 9\n/);
  });

  it('lists those that a right candidate ran on, and those without an answer', () => {
    const families = ['declared', 'binary', 'large'];
    assert.match(verdictText(sampleVerdict('pass', { families }), plain), /\n {2}inputs {4}declared, binary, large\n/);
    const text = verdictText(sampleVerdict('pass', { families, beyond: ['binary'] }), plain);
    assert.match(text, /large; no finite answer, or only roundings, and not held against it: binary\n/);
  });
});

describe('the text of a verdict: degenerate problems', () => {
  it('says what would pass, and the last line says that it would', () => {
    const text = verdictText(sampleVerdict('pass', { degenerate }), plain);
    assert.match(text, /\n {2}degenerate For "y", zeros would pass in every family of inputs\.\n/);
    assert.match(text, /PASS .* \(the problem is degenerate\)$/);
    assert.match(verdictText(sampleVerdict('incorrect', { degenerate }), plain), /degenerate For "y", zeros/);
  });

  it('is silent about sound ones', () => {
    assert.doesNotMatch(verdictText(sampleVerdict('pass', { degenerate: [] }), plain), /degenerate/);
  });
});
