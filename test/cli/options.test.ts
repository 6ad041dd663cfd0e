import assert from 'node:assert/strict';
import { tolerance } from '../../lib/cli/options.js';

describe('--tolerance', () => {
  it('takes names and allclose', () => {
    assert.equal(tolerance('derived'), 'derived');
    assert.equal(tolerance('kernelbench-2024'), 'kernelbench-2024');
    assert.deepEqual(tolerance('1e-4,1e-4'), { rtol: 1e-4, atol: 1e-4 });
    assert.deepEqual(tolerance('0, 0.5'), { rtol: 0, atol: 0.5 });
  });

  for (const text of ['', 'loose', '1e-4', '1e-4,', '1e-4,1,2', '-1,0', '2,0']) {
    it(`refuses "${text}"`, () => {
      assert.throws(() => tolerance(text), { code: 'bad-option', message: new RegExp(`RTOL,ATOL .* found "${text}"`) });
    });
  }
});
