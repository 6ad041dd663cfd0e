import assert from 'node:assert/strict';
import { ExpressionError, evaluate } from '../../lib/format/expression.js';

const dims = { M: 7, N: 129, K: 1 };

function refuses(expression: string, reason: RegExp): void {
  assert.throws(
    () => evaluate(expression, dims),
    (error) => {
      assert(error instanceof ExpressionError, `${expression}: threw ${String(error)}`);
      assert.match(error.message, reason, `${expression}: the reason reads otherwise`);
      return true;
    },
    `${expression} was accepted`,
  );
}

describe('evaluate: values', () => {
  const values: [string | number, number][] = [
    [5, 5],
    [-3, -3],
    ['M', 7],
    ['  N  ', 129],
    ['M * N', 903],
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['20 - 5 - 3', 12],
    ['100 / 5 / 4', 5],
    ['2 * 7 % 4', 2],
    ['-M', -7],
    ['+M', 7],
    ['- -M', 7],
    ['2 - -3', 5],
    ['7 / 2', 3],
    ['-7 / 2', -4],
    ['7 / -2', -4],
    ['-7 / -2', 3],
    ['7 % 4', 3],
    ['-7 % 4', 1],
    ['7 % -4', -1],
    ['-7 % -4', -3],
    ['ceildiv(N, 4)', 33],
    ['ceildiv(128, 4)', 32],
    ['ceildiv(-7, 2)', -3],
    ['min(M, N, 3)', 3],
    ['max(M, N)', 129],
    ['max(M)', 7],
    ['min(ceildiv(N, 2), max(M, 70))', 65],
    ['9007199254740991', 9007199254740991],
  ];
  for (const [expression, value] of values) {
    it(`${expression} is ${value}`, () => assert.equal(evaluate(expression, dims), value));
  }

  it('gives 0, never -0', () => {
    for (const expression of ['-0', '0 * -1', 'ceildiv(0, 4)', '-(M - 7)']) {
      assert(Object.is(evaluate(expression, dims), 0), `${expression} is -0`);
    }
  });
});

describe('evaluate: what is no arithmetic', () => {
  const refused: [string, string, RegExp][] = [
    ['member access', 'M.constructor', /no arithmetic/],
    ['computed member access', 'M["constructor"]', /no arithmetic/],
    ['a call of another name', 'eval(1)', /only ceildiv, min and max/],
    ['a call of a member', 'M.toString()', /only ceildiv, min and max/],
    ['a call of a call', 'min(1)(2)', /only ceildiv, min and max/],
    ['a call of an inherited name', 'toString(1)', /only ceildiv, min and max/],
    ['a function as a value', 'min', /"min" is no dim/],
    ['a string', '"a"', /is no integer/],
    ['a fraction', '1.5', /1\.5 is no integer/],
    ['true', 'true', /is no integer/],
    ['null', 'null', /is no integer/],
    ['this', 'this', /no arithmetic/],
    ['an array', '[1, 2]', /no arithmetic/],
    ['a ternary', 'M ? 1 : 2', /no arithmetic/],
    ['a comparison', 'M < N', /"<" is no operator/],
    ['an equality', 'M == N', /"==" is no operator/],
    ['an assignment', 'M = 3', /no arithmetic/],
    ['a logical operator', 'M && N', /no operator|no arithmetic/],
    ['a power', '2 ** 3', /"\*\*" is no operator/],
    ['a shift', '1 << 3', /"<<" is no operator/],
    ['a bit operation', '6 & 3', /"&" is no operator/],
    ['not', '!M', /"!" is no operator/],
    ['a complement', '~M', /"~" is no operator/],
    ['two expressions', 'M N', /no arithmetic/],
    ['two statements', 'M; N', /no arithmetic/],
    ['a template text', '`${M}`', /no arithmetic/],
    ['nothing but blanks', '   ', /no arithmetic/],
    ['an unclosed parenthesis', '(M', /no arithmetic/],
    ['an operator without a value', 'M *', /no arithmetic/],
    ['a number with a name behind it', '4N', /no arithmetic/],
    ['constructor', 'constructor', /"constructor" is no dim/],
    ['__proto__', '__proto__', /"__proto__" is no dim/],
    ['an unknown dim', 'Q + 1', /"Q" is no dim; known are M, N, K/],
    ['min of nothing', 'min()', /at least one/],
    ['ceildiv of one value', 'ceildiv(1)', /two values/],
    ['ceildiv of three values', 'ceildiv(1, 2, 3)', /two values/],
  ];
  for (const [what, expression, reason] of refused) {
    it(`refuses ${what}: ${expression}`, () => refuses(expression, reason));
  }

  for (const expression of ['M / 0', 'M % 0', 'ceildiv(M, 0)', 'M / (K - 1)', '0 / 0']) {
    it(`refuses to divide by zero: ${expression}`, () => refuses(expression, /divides by zero/));
  }

  it('refuses a text longer than 300 characters', () => refuses('1 + '.repeat(75) + '1', /longer than 300/));

  it('takes the deepest nesting that fits, and refuses a deeper one', () => {
    assert.equal(evaluate('('.repeat(149) + '1' + ')'.repeat(149), dims), 1);
    refuses('('.repeat(100_000), /longer than 300/);
  });

  it('names no dims when there are none', () => {
    assert.throws(() => evaluate('N', {}), /known are none/);
  });
});

describe('evaluate: values beyond 2^53', () => {
  for (const expression of [
    '9007199254740992',
    '9007199254740991 + 1',
    '-9007199254740991 - 1',
    '4294967296 * 4294967296',
    '99999999999999999999',
  ]) {
    it(`refuses ${expression}`, () => refuses(expression, /beyond 2\^53|no integer/));
  }

  it('refuses one in the middle, whose last bits would be lost', () => {
    refuses('9007199254740991 * 9007199254740991 % 10', /beyond 2\^53/);
    refuses('(9007199254740991 + 2) - 9007199254740991', /beyond 2\^53/);
    refuses('min(4294967296 * 4294967297, 5)', /beyond 2\^53/);
  });
});
