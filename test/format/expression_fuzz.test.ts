import assert from 'node:assert/strict';
import { ExpressionError, evaluate } from '../../lib/format/expression.js';
import { seededRandom } from '../dialogue/seeded_random.js';

/** An expression as a text, and its value by arithmetic of its own; null where there is none. */
interface Sample {
  text: string;
  value: bigint | null;
}

const dims = { M: 4096, N: 131, K: 1, big: 2 ** 40 };
const limit = 2n ** 53n;

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function apply(operator: string, a: bigint, b: bigint): bigint | null {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  if (b === 0n) return null;
  if (operator === '/') return floorDivide(a, b);
  return operator === '%' ? a - b * floorDivide(a, b) : -floorDivide(-a, b);
}

class Maker {
  constructor(private readonly random: () => number) {}

  private pick<T>(choices: readonly T[]): T {
    const choice = choices[Math.floor(this.random() * choices.length)];
    assert(choice !== undefined);
    return choice;
  }

  tree(depth: number): Sample {
    if (depth === 0 || this.random() < 0.15) return this.leaf();
    const kind = this.random();
    if (kind < 0.1) {
      const { text, value } = this.tree(depth - 1);
      return { text: `-(${text})`, value: value === null ? null : -value };
    }
    const left = this.tree(depth - 1);
    const right = this.tree(depth - 1);
    if (kind < 0.75) {
      const operator = this.pick(['+', '-', '*', '/', '%']);
      return this.join(`(${left.text}) ${operator} (${right.text})`, left, right, (a, b) => apply(operator, a, b));
    }
    const name = this.pick(['ceildiv', 'min', 'max']);
    return this.join(`${name}(${left.text},${right.text})`, left, right, (a, b) => {
      if (name === 'ceildiv') return apply(name, a, b);
      return (name === 'min') === a < b ? a : b;
    });
  }

  private leaf(): Sample {
    if (this.random() < 0.4) {
      const [name, value] = this.pick(Object.entries(dims));
      return { text: name, value: BigInt(value) };
    }
    const value = Math.floor(this.random() * 2 ** this.pick([1, 3, 8, 20, 45]));
    return { text: String(value), value: BigInt(value) };
  }

  private join(text: string, a: Sample, b: Sample, combine: (a: bigint, b: bigint) => bigint | null): Sample {
    const value = a.value === null || b.value === null ? null : combine(a.value, b.value);
    return { text, value: value === null || value >= limit || value <= -limit ? null : value };
  }
}

describe('evaluate: random arithmetic', () => {
  it('gives what integers without a limit give, or refuses what divides by zero or leaves 2^53', () => {
    const maker = new Maker(seededRandom(20));
    let values = 0;
    let refusals = 0;
    for (let i = 0; i < 4000; i++) {
      const { text, value } = maker.tree(1 + (i % 4));
      if (text.length > 300) continue;
      if (value === null) {
        assert.throws(() => evaluate(text, dims), ExpressionError, `${text} has no value`);
        refusals++;
      } else {
        assert.equal(BigInt(evaluate(text, dims)), value, text);
        values++;
      }
    }
    assert(values > 1000 && refusals > 100, `too few samples: ${values} values, ${refusals} refusals`);
  });

  it('keeps the usual precedence without parentheses', () => {
    const random = seededRandom(21);
    for (let i = 0; i < 1000; i++) {
      const numbers = Array.from({ length: 5 }, () => Math.floor(random() * 90) + 1);
      const operators = Array.from({ length: 4 }, () => '+-*'[Math.floor(random() * 3)] ?? '+');
      const text = numbers.map((number, at) => `${number}${operators[at] ?? ''}`).join('');
      // Products first, by hand: sums of signed products.
      const expected = text
        .replace(/-/g, '+-')
        .split('+')
        .reduce((sum, product) => sum + product.split('*').reduce((all, factor) => all * Number(factor), 1), 0);
      assert.equal(evaluate(text, {}), expected, text);
    }
  });
});
