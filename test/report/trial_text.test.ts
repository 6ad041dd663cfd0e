import assert from 'node:assert/strict';
import picocolors from 'picocolors';
import { verdictText } from '../../lib/report/verdict_text.js';
import type { VerdictOf } from '../../lib/verify/verdict.js';
import { sampleVerdict } from '../verify/sample_verdicts.js';

const colours = picocolors.createColors(false);

function passText(changes: Partial<VerdictOf<'pass'>>): string {
  return verdictText(sampleVerdict('pass', changes), colours);
}

function wrongText(changes: Partial<VerdictOf<'incorrect'>>): string {
  return verdictText(sampleVerdict('incorrect', changes), colours);
}

describe('what trials showed, as text', () => {
  it('says whether repeats were the same, and else how far they were apart', () => {
    const same = { y: { different: 0, largestUlps: 0 } };
    assert.match(
      passText({ repeatability: { runs: 3, identical: true, outputs: same } }),
      /bit for bit the same in 3 repeats/,
    );
    const outputs = { ...same, z: { different: 0.25, largestUlps: 12 } };
    const text = passText({ repeatability: { runs: 1, identical: false, outputs } });
    assert.match(text, /not the same in 1 repeat: z in 25% of its elements, by 12 ulps at most/);
  });

  it('says what a candidate was judged on, and what it claims', () => {
    const generality = {
      cases: ['small', 'full'],
      unclaimed: ['odd'],
      unseen: [
        { M: 3, N: 8 },
        { M: 1, N: 40 },
      ],
    };
    const text = passText({ generality, claim: { N: 'a multiple of 4' } });
    assert.match(text, /right in small, full, and M = 3, N = 8; M = 1, N = 40/);
    assert.match(text, /not claimed, and not judged: odd/);
    assert.match(text, /written for N of a multiple of 4 only/);
  });

  it('says which tensor was missed, by how much and on which side', () => {
    const outsideWrites = [{ tensor: 'y', side: 'after' as const, bytes: 12, distance: 1 }];
    assert.match(
      wrongText({ outsideWrites }),
      /wrote outside of its tensors: 12 bytes after y, the nearest at 1 byte from it/,
    );
  });

  it('says when a result was wrong though the trials were right', () => {
    assert.match(wrongText({ failed: 'repeatable', repeat: 4 }), /right result before: repeat 4 was wrong/);
    assert.match(wrongText({ failed: 'time', changedLate: ['y'] }), /still wrote when its run had ended: y/);
    assert.match(wrongText({ failed: 'time' }), /the output of a timed run/);
    assert.doesNotMatch(wrongText({}), /timed run|repeat/);
  });
});
