/** What Python asks of a value's type: isinstance and hasattr. */
import type { Expression } from '../syntax.js';
import { Underivable } from '../underivable.js';
import { type Value, kindText } from '../values.js';
import type { Run } from './run.js';

type Call = Extract<Expression, { kind: 'call' }>;

const kindsByType: Record<string, Value['kind'][]> = {
  int: ['size'],
  float: ['real', 'quotient'],
  bool: ['truth'],
  str: ['text'],
  tuple: ['list'],
  list: ['list'],
  Tensor: ['tensor'],
  Parameter: ['tensor'],
};

/** The answer, or null where the call asks nothing of the kind. */
export function answerOf(run: Run, { callee, args }: Call): Value | null {
  const name = callee.kind === 'name' ? callee.name : '';
  const [of, second] = args;
  if (!of || !second || run.scopes.language !== 'Python') return null;
  if (name === 'isinstance') return { kind: 'truth', value: isOfType(run.value(of), second) };
  if (name === 'hasattr' && second.kind === 'string') return { kind: 'truth', value: has(run, of, second.value) };
  return null;
}

function isOfType(value: Value, types: Expression): boolean {
  const named = types.kind === 'list' ? types.items : [types];
  return named.some((type) => {
    const word = type.kind === 'name' ? type.name.replace(/^.*\./, '') : '';
    const kinds = Object.hasOwn(kindsByType, word) ? kindsByType[word] : undefined;
    if (kinds) return kinds.includes(value.kind);
    throw new Underivable(`isinstance of ${word || 'a type'}, which is not known`, 'Leave it out.');
  });
}

function has(run: Run, of: Expression, name: string): boolean {
  const value = run.base(of);
  if (value.kind === 'attribute' && value.path === '') {
    const found = run.around.attributeAt(name);
    return found !== null || run.around.methodOf(name) !== null;
  }
  if (value.kind === 'extension') return run.around.exports(value.index, name);
  throw new Underivable(`hasattr of ${kindText(value)}`, 'Leave it out.');
}
