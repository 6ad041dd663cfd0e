import assert from 'node:assert/strict';
import { leftOutText, usualOperationsText } from '../../../lib/verify/roofline/usual_text.js';
import { sampleVerdict } from '../sample_verdicts.js';

describe('the usual operations in words', () => {
  const { roofline } = sampleVerdict('pass');
  assert(roofline);

  it('says who counted them, and takes those of an older verdict for the usual way', () => {
    const many = { ...roofline, operations: 2 ** 37 };
    assert.equal(usualOperationsText(many), '137.4 G operations of the usual way');
    assert.equal(usualOperationsText({ ...many, operationsBy: 'declared' }), usualOperationsText(many));
    assert.match(usualOperationsText({ ...many, operationsBy: 'counted' }), /that PyTorch counts in the module/);
  });

  it('says that arithmetic is left out only where it is', () => {
    assert.equal(leftOutText(2), ', arithmetic left out');
    assert.deepEqual([leftOutText(null), leftOutText(undefined)], ['', '']);
  });
});
