/**
 * Sizes are integer arithmetic over the dims and nothing more: + - * / % ceildiv min max. The parser is jsep's; what it
 * may find is listed here, so nothing of the host can be reached.
 */
import jsep from 'jsep';
import { messageOf } from '../errors.js';

/** Longer ones are refused, which also bounds how deep they nest. */
const mostCharacters = 300;

export class ExpressionError extends Error {}

const allowed = 'integers, dims, + - * / %, ceildiv(a, b), min(…), max(…) and parentheses';

const functions: Record<string, (values: number[]) => number> = {
  ceildiv: ([a, b, ...rest]) => {
    if (a === undefined || b === undefined || rest.length > 0) throw new ExpressionError('ceildiv takes two values');
    return -divide(-a, b);
  },
  min: (values) => Math.min(...atLeastOne('min', values)),
  max: (values) => Math.max(...atLeastOne('max', values)),
};

function atLeastOne(name: string, values: number[]): number[] {
  if (values.length === 0) throw new ExpressionError(`${name} takes at least one value`);
  return values;
}

function divide(a: number, b: number): number {
  if (b === 0) throw new ExpressionError('it divides by zero');
  return Math.floor(a / b);
}

function combine(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return divide(a, b);
    case '%':
      return a - b * divide(a, b);
    default:
      throw new ExpressionError(`"${operator}" is no operator here: only ${allowed}`);
  }
}

/** Checked at every step: beyond 2^53 the last bits are lost, and a wrong size could come out of the rest. */
function evaluateNode(node: jsep.Expression, dims: Readonly<Record<string, number>>): number {
  const value = valueOf(node, dims);
  if (!Number.isSafeInteger(value)) throw new ExpressionError(`the value ${value} in it is beyond 2^53`);
  return value;
}

function valueOf(node: jsep.Expression, dims: Readonly<Record<string, number>>): number {
  switch (node.type) {
    case 'Literal': {
      const { value, raw } = node as jsep.Literal;
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new ExpressionError(`${raw} is no integer`);
      return value;
    }
    case 'Identifier': {
      const { name } = node as jsep.Identifier;
      const value = Object.hasOwn(dims, name) ? dims[name] : undefined;
      if (value === undefined) {
        throw new ExpressionError(`"${name}" is no dim; known are ${Object.keys(dims).join(', ') || 'none'}`);
      }
      return value;
    }
    case 'UnaryExpression': {
      const { operator, argument } = node as jsep.UnaryExpression;
      if (operator !== '-' && operator !== '+') throw new ExpressionError(`"${operator}" is no operator here`);
      const value = evaluateNode(argument, dims);
      return operator === '-' ? -value : value;
    }
    case 'BinaryExpression': {
      const { operator, left, right } = node as jsep.BinaryExpression;
      return combine(operator, evaluateNode(left, dims), evaluateNode(right, dims));
    }
    case 'CallExpression': {
      const { callee, arguments: values } = node as jsep.CallExpression;
      const name = callee.type === 'Identifier' ? (callee as jsep.Identifier).name : '';
      const apply = Object.hasOwn(functions, name) ? functions[name] : undefined;
      if (!apply) throw new ExpressionError(`only ceildiv, min and max can be called`);
      return apply(values.map((value) => evaluateNode(value, dims)));
    }
    default:
      throw new ExpressionError(`it is no arithmetic: only ${allowed}`);
  }
}

/**
 * The integer that an expression gives for these dims. `/` rounds towards minus infinity, and `%` goes with it.
 * Throws ExpressionError with the reason, which fits behind "the expression … cannot be used: ".
 */
export function evaluate(expression: string | number, dims: Readonly<Record<string, number>>): number {
  const text = String(expression);
  if (text.length > mostCharacters) throw new ExpressionError(`it is longer than ${mostCharacters} characters`);
  let tree: jsep.Expression;
  try {
    tree = jsep(text);
  } catch (error) {
    throw new ExpressionError(`it is no arithmetic (${messageOf(error)}): only ${allowed}`);
  }
  const value = evaluateNode(tree, dims);
  return value === 0 ? 0 : value;
}
