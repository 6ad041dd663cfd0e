/** Calls: of host functions, lambdas, methods, types, and of what libraries have. */
import { converted } from '../arithmetic.js';
import { bytesOfType, deviceTypes } from '../c_names.js';
import { callOf, isIgnored, libraryCall } from '../library_functions.js';
import type { Expression } from '../syntax.js';
import { Underivable } from '../underivable.js';
import { type Value, nothing } from '../values.js';
import { fill } from './events.js';
import { calledLambda, calledValue } from './functions.js';
import { changedList, vectorOf } from './list_changes.js';
import { memberOf } from './members.js';
import { answerOf } from './python_questions.js';
import type { Run } from './run.js';
import { typesFor } from './templates.js';

type Call = Extract<Expression, { kind: 'call' }>;
type Callee<K> = Extract<Expression, { kind: K }>;

export function called(run: Run, call: Call): Value {
  const { callee } = call;
  if (callee.kind === 'member') return calledMember(run, callee, call);
  if (callee.kind === 'name') return calledName(run, callee, call);
  const value = run.value(callee);
  if (value.kind === 'lambda') return calledLambda(run, value.body);
  throw new Underivable('a call of something that is no name', 'Call functions by their names.');
}

function calledMember(run: Run, callee: Callee<'member'>, call: Call): Value {
  const changed = changedList(run, call);
  if (changed) return changed;
  const of = run.base(callee.of);
  const args = call.args.map((each) => run.value(each));
  if (of.kind === 'extension') {
    const exported = run.around.exported(of.index, callee.name);
    return run.call(exported, args, { named: namedIn(run, call) });
  }
  const method = of.kind === 'attribute' && of.path === '' ? run.around.methodOf(callee.name) : null;
  if (method) return run.call(method, args, { named: namedIn(run, call), bound: new Map([['self', of]]) });
  const named = namedIn(run, call);
  const placed = namedArguments(callee.name, args.length, named);
  const value = memberOf(run, of, callee, [...args, ...(placed ?? [])]);
  if (placed) return value;
  throw new Underivable(
    `.${callee.name}() with ${Object.keys(named).join(', ')} by name`,
    'Give arguments in their places.',
  );
}

function calledName(run: Run, { name, template }: Callee<'name'>, call: Call): Value {
  const { scopes, around, events } = run;
  if (isIgnored(name)) return { kind: 'plain', what: 'status' };
  if (name.startsWith('AT_DISPATCH_')) return dispatched(run, name, call.args);
  const answer = answerOf(run, call);
  if (answer) return answer;
  const refused = libraryCall(name);
  if (refused) throw refused;
  const args = call.args.map((each) => run.value(each));
  const named = namedIn(run, call);
  const own = around.functionOf(name, scopes.language);
  if (own) return run.call(own, args, { named, types: typesFor(run, own, template) });
  const local = run.variable(name);
  if (local?.kind === 'lambda') return calledLambda(run, local.body);
  if (local?.kind === 'function' || local?.kind === 'attribute') return calledValue(run, local, args, `${name}()`);
  const [only] = args;
  const type = scopes.typeText({ text: name });
  if (args.length === 1 && only && bytesOfType(type) !== null) return converted(only, type, around.cases);
  // T{n} is a list of one, T(n) one of n.
  const vector = call.braced === true ? null : vectorOf(name, args);
  if (vector) return vector;
  const { cases } = around;
  return callOf({ name, args, named, cases, fill: (storage, value) => fill(events, storage, value) });
}

const places: Record<string, string[]> = {
  size: ['dim'],
  stride: ['dim'],
  squeeze: ['dim'],
  unsqueeze: ['dim'],
  flatten: ['start_dim', 'end_dim'],
};

/** Arguments by name of a tensor's method, in the places that they have; null for those that are not known. */
function namedArguments(method: string, given: number, named: Readonly<Record<string, Value>>): Value[] | null {
  const names = Object.keys(named);
  // `to` and `type` look at each for what it is.
  if (method === 'to' || method === 'type' || method === 'cuda') return Object.values(named);
  const known = (Object.hasOwn(places, method) ? places[method] : undefined)?.slice(given, given + names.length);
  return names.length === 0 || known?.join() === names.join() ? Object.values(named) : null;
}

function namedIn(run: Run, { named }: Call): Record<string, Value> {
  return Object.fromEntries(Object.entries(named).map(([name, each]) => [name, run.value(each)]));
}

/** AT_DISPATCH_…(dtype, "name", [&] { … }), the dtype third from the end. */
function dispatched(run: Run, name: string, args: readonly Expression[]): Value {
  const [dtype, lambda] = [args.at(-3), args.at(-1)];
  const of = dtype ? run.value(dtype) : nothing;
  const body = lambda ? run.value(lambda) : nothing;
  if (of.kind !== 'dtype' || body.kind !== 'lambda') {
    throw new Underivable(`${name} in a form that is not known`, 'Write its body for the one dtype of the problem.');
  }
  run.scopes.nested(() => {
    run.scopes.alias('scalar_t', deviceTypes[of.dtype] ?? of.dtype);
    run.statements(body.body);
  });
  return nothing;
}
