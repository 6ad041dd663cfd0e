/** Calls of what is known already: functions of the host's own, lambdas, and values that may be either. */
import { converted } from '../arithmetic.js';
import type { HostFunction, Statement } from '../syntax.js';
import { writeKernel } from '../tensors.js';
import { Underivable } from '../underivable.js';
import { type Value, kindText, nothing } from '../values.js';
import type { CallOptions, Outcome, Run } from './run.js';

/** What a function returns for these arguments. */
export function returnedBy(
  run: Run,
  called: HostFunction,
  args: readonly Value[],
  { named, bound, types }: CallOptions,
): Value {
  const { name, parameters, returns, body } = called;
  const scope = { values: new Map(bound ?? []), types: new Map(types ?? []) };
  return run.scopes.within(returns ? 'C++' : 'Python', scope, () => {
    for (const [i, parameter] of parameters.entries()) {
      // A parameter's default is followed among those before it.
      const given = args[i] ?? named?.[parameter.name] ?? (parameter.initial ? run.value(parameter.initial) : null);
      scope.values.set(parameter.name, argumentOf(run, called, parameter, given));
    }
    if (args.length > parameters.length) {
      const found = `${args.length} arguments for ${name}(), which takes ${parameters.length}`;
      throw new Underivable(found, 'Give it as many arguments as it takes.');
    }
    const returned = returnedIn(run.statements(body));
    return returns ? converted(returned, returns.text, run.around.cases) : returned;
  });
}

/** What the function sees of a value that it is given. */
function argumentOf(
  { around }: Run,
  called: HostFunction,
  { name, type, byReference }: HostFunction['parameters'][number],
  value: Value | null,
): Value {
  if (value === null) {
    const found = `a call of ${called.name}() without its "${name}"`;
    throw new Underivable(found, 'Give it as many arguments as it takes.');
  }
  if (byReference && value.kind !== 'tensor') {
    const found = `"${name}" of ${called.name}(), a reference through which it may return ${kindText(value)}`;
    throw new Underivable(found, 'Return it instead.');
  }
  if (value.kind === 'attribute' && name !== 'self') throw missingInput(value, around.inputs);
  return type ? converted(value, type.text, around.cases) : value;
}

function missingInput({ path, why }: Extract<Value, { kind: 'attribute' }>, inputs: readonly string[]): Error {
  if (why) return why;
  const found = `self.${path}, which is none of the problem's inputs (${inputs.join(', ')})`;
  return new Underivable(found, "Parameters go by the reference's names: call it as the reference does.");
}

/** @param shown the call as host code has it, for messages. */
export function calledValue(run: Run, value: Value, args: readonly Value[], shown: string): Value {
  if (value.kind === 'function') return run.call(value.called, args);
  if (value.kind === 'attribute' && value.why) throw value.why;
  throw new Underivable(`${shown}, a module of PyTorch's own`, writeKernel);
}

/** A lambda sees the names around it. */
export function calledLambda(run: Run, body: readonly Statement[]): Value {
  return returnedIn(run.scopes.nested(() => run.statements(body)));
}

function returnedIn(outcome: Outcome): Value {
  return outcome !== null && typeof outcome === 'object' ? outcome.returned : nothing;
}
