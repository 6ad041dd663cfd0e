/** Statements of host code: declarations, branches that the sizes settle, loops of a known length. */
import { converted, dim3Of, truthOf } from '../arithmetic.js';
import { isIgnored } from '../library_functions.js';
import type { Expression, Statement } from '../syntax.js';
import { Underivable } from '../underivable.js';
import { nothing } from '../values.js';
import { oneCase } from './conditions.js';
import { vectorOf } from './list_changes.js';
import type { Outcome, Run } from './run.js';

/** Follows one statement. */
export function outcomeOf(run: Run, statement: Statement): Outcome {
  switch (statement.kind) {
    case 'expression':
      run.value(statement.value);
      return null;
    case 'declare':
      declare(run, statement);
      return null;
    case 'alias':
      run.scopes.alias(statement.name, run.scopes.typeText(statement.type));
      return null;
    case 'return':
      return { returned: statement.value ? run.value(statement.value) : nothing };
    case 'if':
      return branch(run, statement);
    case 'loop':
      return run.scopes.nested(() => loop(run, statement));
    case 'block':
      return inner(run, statement.body);
    case 'throw':
      throw new Underivable('an error that it throws for the sizes of this problem', 'See which check fails there.');
    case 'break':
    case 'continue':
      return statement.kind;
    case 'unread':
      throw new Underivable(statement.what, 'Write it in a way that sizes and launches can be read off.');
  }
}

function declare(run: Run, { name, type, initial }: Extract<Statement, { kind: 'declare' }>): void {
  const { scopes, around } = run;
  const value = initial ? run.value(initial) : type.text === 'dim3' ? dim3Of([]) : (vectorOf(type.text, []) ?? nothing);
  scopes.declare(name, type.pointers > 0 ? value : converted(value, scopes.typeText(type), around.cases));
}

/** A block: in C++ its names end with it, in Python they don't. */
function inner(run: Run, body: readonly Statement[]): Outcome {
  return run.scopes.language === 'C++' ? run.scopes.nested(() => run.statements(body)) : run.statements(body);
}

function branch(run: Run, { condition, then, otherwise }: Extract<Statement, { kind: 'if' }>): Outcome {
  const truth = truthOf(run.value(condition));
  if (truth.kind === 'truth') return inner(run, truth.value ? then : otherwise);
  const guard = truth.cases.every((each) => !each) && otherwise.length === 0 && onlyThrows(then);
  if (guard) return null;
  const answer = run.around.pins.answer(truth);
  if (answer !== null) return inner(run, answer ? then : otherwise);
  throw new Underivable(`a condition on sizes: ${truth.text}`, `A plan has none. ${oneCase}`);
}

function onlyThrows(body: readonly Statement[]): boolean {
  return body.every((statement) => {
    if (statement.kind === 'throw') return true;
    if (statement.kind === 'block') return onlyThrows(statement.body);
    if (statement.kind !== 'expression' || statement.value.kind !== 'call') return false;
    const { callee } = statement.value;
    return callee.kind === 'name' && (isIgnored(callee.name) || callee.name === 'AT_ERROR');
  });
}

/** A condition's answer, where sizes or dims that have one size give one. */
function settled(run: Run, condition: Expression): ReturnType<typeof truthOf> {
  const truth = truthOf(run.value(condition));
  const answer = truth.kind === 'unsettled' ? run.around.pins.answer(truth) : null;
  return answer === null ? truth : { kind: 'truth', value: answer };
}

function loop(run: Run, { first, condition, step, body, line }: Extract<Statement, { kind: 'loop' }>): Outcome {
  for (let round = 0; ; round++) {
    const truth = condition && (round > 0 || !first) ? settled(run, condition) : null;
    if (truth?.kind === 'unsettled') {
      throw new Underivable(
        `a loop whose end depends on sizes (${truth.text})`,
        'A plan has a fixed list of launches: let the kernel loop, or import for one case with --case.',
      );
    }
    if (truth && !truth.value) return null;
    const outcome = run.steps.at(line, () => inner(run, body));
    if (outcome === 'break') return null;
    if (outcome !== null && outcome !== 'continue') return outcome;
    if (step) run.value(step);
  }
}
