import assert from 'node:assert/strict';
import picocolors from 'picocolors';
import { type SetEntry, setEntryText, setSummary, setSummaryText } from '../../lib/report/set_text.js';
import type { Outcome } from '../../lib/verify/verdict.js';
import { sampleVerdict } from '../verify/sample_verdicts.js';

const plain = picocolors.createColors(false);
const subject = { problem: 7, file: 'level1/7_A.py', candidate: '7.cu' };
const judged = (outcome: Outcome): SetEntry => ({ ...subject, verdict: sampleVerdict(outcome) });
const broken: SetEntry = { ...subject, error: { code: 'bad-module', message: 'Expected a module.\nline 3' } };

describe('the text of a set', () => {
  it("has a line for each verdict, and all that is said of what is broken below its problem's number", () => {
    assert.match(setEntryText(judged('incorrect'), plain), /^ {2}7 {2}FAIL [^\n]*: wrong result$/);
    assert.equal(setEntryText(broken, plain), '  7  ERROR Expected a module.\n       line 3');
  });

  it('counts what passed, what failed, and what has no verdict for whatever reason, each once', () => {
    const outcomes: Outcome[] = ['pass', 'pass', 'incorrect', 'hang', 'compile-error', 'unverified'];
    const summary = setSummary([...outcomes.map(judged), broken], 10);
    assert.deepEqual(summary, { problems: 10, passed: 2, failed: 3, notRun: 1, broken: 1, left: 3 });
    assert.equal(setSummaryText(summary), '2 of 10 passed, 3 failed, 1 not run, 1 without a verdict, 3 not come to');
  });

  it('says nothing of what there is none of', () => {
    assert.equal(setSummaryText(setSummary([judged('pass')], 1)), '1 of 1 passed');
  });
});
