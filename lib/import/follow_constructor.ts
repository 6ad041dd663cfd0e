/** Follows a module's constructor for what it sets; what cannot be told is told where it is used. */
import { WarpsmithError } from '../errors.js';
import { binaryOf, truthOf } from './arithmetic.js';
import type { HostRun } from './follow/host_run.js';
import { madeShape } from './made_shape.js';
import { type ModuleCall, isModuleCall } from './module_attributes.js';
import type { Size } from './size.js';
import type { Expression, HostFunction, Statement } from './syntax.js';
import { Underivable, underivable } from './underivable.js';
import type { Value } from './values.js';

/** What a constructor leaves behind, by the attribute's name. */
export interface Constructed {
  /** Values, and why there is none. */
  attributes: Map<string, Value>;
  /** Modules of PyTorch's own. */
  modules: Map<string, ModuleCall>;
  /** Parameters that the class makes itself: their shapes, null where they can't be told. */
  parameters: Map<string, Size[] | null>;
}

const deepestMethods = 10;

export class ConstructorRun {
  private readonly bound = new Map<string, Value>([['self', { kind: 'attribute', path: '', why: null }]]);
  private calls = 0;

  constructor(
    private readonly run: HostRun,
    private readonly file: string,
    private readonly made: Constructed,
  ) {}

  /** @param given the values that it is called with. */
  follow({ parameters, body }: HostFunction, given: readonly Value[]): void {
    for (const [i, { name, initial }] of parameters.entries()) {
      const value = given[i] ?? (initial ? this.valueOrWhy(name, initial) : null);
      if (value) this.bound.set(name, value);
      else this.bound.delete(name);
    }
    for (const statement of body) this.step(statement);
  }

  private step(statement: Statement): void {
    if (statement.kind === 'block') for (const each of statement.body) this.step(each);
    if (statement.kind === 'if') this.branch(statement);
    if (statement.kind !== 'expression') return;
    if (statement.value.kind === 'assign') this.assign(statement.value);
    if (statement.value.kind === 'call') this.call(statement.value);
  }

  private branch(statement: Extract<Statement, { kind: 'if' }>): void {
    const { condition, then, otherwise, line } = statement;
    const value = this.valueOrWhy('a condition', condition);
    const truth = value.kind === 'attribute' ? null : this.truth(value);
    if (truth !== null) {
      for (const each of truth ? then : otherwise) this.step(each);
      return;
    }
    const found = new Underivable('what a constructor sets under a condition that is not known', 'Set it outside.');
    const why = value.kind === 'attribute' && value.why ? value.why : underivable(this.file, line, found);
    for (const target of targetsIn([...then, ...otherwise])) this.set(target, { kind: 'attribute', path: '', why });
  }

  private truth(value: Value): boolean | null {
    try {
      const truth = truthOf(value);
      return truth.kind === 'truth' ? truth.value : null;
    } catch (error) {
      if (error instanceof Underivable) return null;
      throw error;
    }
  }

  private assign({ op, target, value: given, line }: Extract<Expression, { kind: 'assign' }>): void {
    if (given.kind === 'conditional') {
      this.branch({ kind: 'if', line, ...branches(target, given) });
      return;
    }
    const name = nameOf(target);
    if (target.kind === 'list') {
      const value = this.valueOrWhy('values', given);
      for (const [i, each] of target.items.entries()) this.set(each, partOf(value, i, target.items.length));
      return;
    }
    if (name === null) return;
    if (op !== '=') {
      const left = this.valueOrWhy(name, target);
      const right = this.valueOrWhy(name, given);
      const unknown = [left, right].find((each) => each.kind === 'attribute');
      const changed = (): Value => binaryOf(op.slice(0, -1), left, right, this.run.around.cases);
      this.set(target, unknown ?? this.guarded(name, line, changed));
      return;
    }
    const own = ownName(target);
    if (own !== null) this.forget(own);
    if (own !== null && isModuleCall(given)) {
      const args = given.args.map((each) => this.valueOrWhy(name, each));
      const named = Object.entries(given.named).map(([word, each]) => [word, this.valueOrWhy(name, each)] as const);
      this.made.modules.set(own, { type: given.callee.name, args, named: new Map(named) });
      return;
    }
    const initial = isParameter(given) ? given.args[0] : isDrawn(given) ? given : null;
    if (own !== null && initial !== null) {
      this.made.parameters.set(own, this.shapeOf(initial));
      return;
    }
    this.set(target, this.valueOrWhy(name, given));
  }

  /** Methods of its own set attributes as well, and so does register_parameter. */
  private call({ callee, args }: Extract<Expression, { kind: 'call' }>): void {
    if (callee.kind !== 'member' || callee.of.kind !== 'name' || callee.of.name !== 'self') return;
    const [first, second] = args;
    if (/^register_(parameter|buffer)$/.test(callee.name) && first?.kind === 'string' && second) {
      const target: Expression = { kind: 'member', line: first.line, of: callee.of, name: first.value };
      this.assign({ kind: 'assign', line: first.line, op: '=', target, value: second });
      return;
    }
    const method = this.run.around.methodOf(callee.name);
    if (!method || this.calls >= deepestMethods) return;
    const given = args.map((each) => this.valueOrWhy(callee.name, each));
    const outer = new Map(this.bound);
    this.calls++;
    this.follow(method, given);
    this.calls--;
    for (const name of [...this.bound.keys()]) this.bound.delete(name);
    for (const [name, value] of outer) this.bound.set(name, value);
  }

  private set(target: Expression, value: Value): void {
    if (target.kind === 'name') this.bound.set(target.name, value);
    const own = ownName(target);
    if (own === null) return;
    this.forget(own);
    // One that is an attribute and no more is asked for by its path.
    if (value.kind !== 'attribute' || value.why || own === 'forward') this.made.attributes.set(own, value);
  }

  private forget(name: string): void {
    this.made.attributes.delete(name);
    this.made.modules.delete(name);
    this.made.parameters.delete(name);
  }

  private shapeOf(initial: Expression | undefined): Size[] | null {
    return initial ? madeShape(initial, (each) => this.valueOrWhy('a parameter', each)) : null;
  }

  /** The value, or an attribute that says why it has none. */
  private valueOrWhy(name: string, value: Expression): Value {
    const { bound } = this;
    return this.guarded(name, value.line, () => {
      const body = [{ kind: 'return' as const, line: value.line, value }];
      return this.run.call({ name: '__init__', line: value.line, parameters: [], body }, [], { bound });
    });
  }

  private guarded(name: string, line: number, work: () => Value): Value {
    try {
      return this.run.steps.at(line, work);
    } catch (error) {
      if (!(error instanceof WarpsmithError)) throw error;
      return { kind: 'attribute', path: name, why: error };
    }
  }
}

function nameOf(target: Expression): string | null {
  return target.kind === 'name' ? target.name : ownName(target);
}

/** x of self.x, or null. */
function ownName(target: Expression): string | null {
  return target.kind === 'member' && target.of.kind === 'name' && target.of.name === 'self' ? target.name : null;
}

function partOf(value: Value, at: number, count: number): Value {
  const item = value.kind === 'list' && value.items.length === count ? value.items[at] : undefined;
  return item ?? value;
}

function isParameter(value: Expression): value is Extract<Expression, { kind: 'call' }> {
  return value.kind === 'call' && value.callee.kind === 'name' && value.callee.name.endsWith('nn.Parameter');
}

/** `target = a if condition else b` as two assignments. */
function branches(
  target: Expression,
  { condition, then, otherwise }: Extract<Expression, { kind: 'conditional' }>,
): Pick<Extract<Statement, { kind: 'if' }>, 'condition' | 'then' | 'otherwise'> {
  const assigned = (value: Expression): Statement[] => [
    {
      kind: 'expression',
      line: value.line,
      value: { kind: 'assign', line: value.line, op: '=', target, value },
    },
  ];
  return { condition, then: assigned(then), otherwise: assigned(otherwise) };
}

/** A buffer of random numbers, which only the reference's can be. */
function isDrawn(value: Expression): boolean {
  return value.kind === 'call' && value.callee.kind === 'name' && /^torch\.randn?$/.test(value.callee.name);
}

function* targetsIn(body: readonly Statement[]): Generator<Expression> {
  for (const statement of body) {
    if (statement.kind === 'if') yield* targetsIn([...statement.then, ...statement.otherwise]);
    if (statement.kind === 'block') yield* targetsIn(statement.body);
    if (statement.kind !== 'expression' || statement.value.kind !== 'assign') continue;
    const { target } = statement.value;
    yield* target.kind === 'list' ? target.items : [target];
  }
}
