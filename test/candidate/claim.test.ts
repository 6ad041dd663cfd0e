import assert from 'node:assert/strict';
import { claimProblems, claimText } from '../../lib/candidate/claim.js';
import { rangesOf } from '../../lib/format/dim_ranges.js';

describe('a claim', () => {
  const claim = rangesOf({ M: 'any', N: 'multiple of 4', K: 4096 });

  it('is told in words where it is narrower than everything', () => {
    assert.deepEqual(claimText(claim), { N: 'a multiple of 4', K: '4096' });
    assert.equal(claimText(rangesOf({ M: 'any' })), null);
    assert.equal(claimText(rangesOf(undefined)), null);
  });

  it('refuses dims that it leaves out, with the claim, the case and the size', () => {
    assert.deepEqual(claimProblems(claim, { caseName: 'full', dims: { M: 1, N: 8, K: 4096 } }), []);
    const problems = claimProblems(claim, { caseName: 'small', dims: { M: 1, N: 7, K: 4096 } });
    assert.deepEqual(problems, [
      {
        where: 'dims.N',
        message:
          'The candidate says that it is written for N of a multiple of 4, but the case "small" has 7. Widen the claim, or judge another case.',
      },
    ]);
  });

  it('refuses dims that the problem does not have', () => {
    const [problem] = claimProblems(rangesOf({ Q: 4 }), { caseName: 'full', dims: { M: 1 } });
    assert.deepEqual(problem, { where: 'dims.Q', message: 'Expected one of the problem\'s dims (M) but found "Q".' });
  });
});
