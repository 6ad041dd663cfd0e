import assert from 'node:assert/strict';
import { numbersIn, onlyNumber, parseProblemNumbers } from '../../lib/torch/problem_numbers.js';

const known = [1, 2, 3, 7, 9, 100];
const meant = (text: string): number[] => numbersIn(parseProblemNumbers(text), known);

describe("numbers of a level's problems", () => {
  it('are one, ranges, several of both, or all', () => {
    assert.deepEqual(meant('7'), [7]);
    assert.deepEqual(meant('2-9'), [2, 3, 7, 9]);
    assert.deepEqual(meant('9,1-2, 2-3'), [1, 2, 3, 9]);
    assert.deepEqual(meant('all'), known);
  });

  it('of a range are those that there are, named by themselves each', () => {
    assert.deepEqual(meant('90-200'), [100]);
    assert.deepEqual(meant('4-6'), []);
    assert.deepEqual(meant('5,100'), [5, 100]);
  });

  it('are known to be one only where no other can be meant', () => {
    assert.deepEqual(
      ['7', '7-7', '1-2', '1,2', 'all'].map((text) => onlyNumber(parseProblemNumbers(text))),
      [7, 7, null, null, null],
    );
  });

  for (const text of ['', '0', '3-1', '-3', '1-', '1,,2', 'ALL', 'all,1', '1.5', '1e3', '99999999']) {
    it(`refuses "${text}"`, () => {
      assert.throws(() => parseProblemNumbers(text), {
        code: 'bad-option',
        message: /Expected --problem .* such as 19 or 1-20,23/,
      });
    });
  }
});
