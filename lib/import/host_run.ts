/**
 * Follows host code from its call to its end, with sizes in place of numbers, and writes down what it launches. Python's and
 * C++'s are followed alike.
 */
import type { WarpsmithError } from '../errors.js';
import {
  type CaseDims,
  binaryOf,
  both,
  converted,
  dim3Of,
  either,
  extremeOf,
  inSizes,
  negated,
  realIn,
  sizeIn,
  sizeValue,
  truthOf,
} from './arithmetic.js';
import { bytesOfType, deviceTypes } from './c_names.js';
import type { Surroundings, Language } from './surroundings.js';
import { type Event, launchArgument, sizesOf } from './launches.js';
import { callOf, constantOf, isIgnored, libraryCall } from './calls.js';
import { type Size, minus, numberOf, numberSize, same } from './size.js';
import type { Expression, HostFunction, Statement, TemplateArgument, TypeName } from './syntax.js';
import { memberOfTensor, writeKernel } from './tensors.js';
import { Underivable, underivable } from './underivable.js';
import { type Storage, type Value, kindText, nothing } from './values.js';

interface Scope {
  values: Map<string, Value>;
  types: Map<string, string>;
}

type Outcome = { returned: Value } | 'break' | 'continue' | null;

const mostSteps = 20_000;
const mostLaunches = 64;
const deepestCalls = 40;
const deepest = 400;

const oneCase = 'Take one branch, or import for one case with --case, where sizes are numbers.';

export class HostRun {
  readonly events: Event[] = [];
  private scopes: Scope[] = [];
  private language: Language = 'Python';
  private steps = 0;
  private depth = 0;
  private calls = 0;

  constructor(readonly around: Surroundings) {}

  private get cases(): CaseDims {
    return this.around.cases;
  }

  private refuse(line: number, found: string, remedy: string): WarpsmithError {
    return underivable(this.around.file, line, { found, remedy });
  }

  /** Adds file and line where there are none yet. */
  private at<T>(line: number, work: () => T): T {
    if (++this.steps > mostSteps) {
      throw this.refuse(line, `more than ${mostSteps} steps of host code`, 'Shorten its loops.');
    }
    if (this.depth >= deepest) throw this.refuse(line, `more than ${deepest} levels of nesting`, 'Write it in steps.');
    this.depth++;
    try {
      return work();
    } catch (error) {
      if (error instanceof Underivable) throw underivable(this.around.file, line, error);
      throw error;
    } finally {
      this.depth--;
    }
  }

  /** What a function returns for these arguments; `bound` are names that it sees besides. */
  call(
    called: HostFunction,
    args: readonly Value[],
    options: {
      named?: Readonly<Record<string, Value>>;
      bound?: ReadonlyMap<string, Value>;
      types?: Map<string, string>;
    } = {},
  ): Value {
    const { scopes: before, language } = this;
    if (++this.calls > deepestCalls) throw this.refuse(called.line, `${called.name}() within itself`, 'Unroll it.');
    try {
      const values = new Map(options.bound ?? []);
      this.scopes = [{ values, types: options.types ?? new Map<string, string>() }];
      this.language = called.returns ? 'C++' : 'Python';
      for (const [i, { name, type, byReference, initial }] of called.parameters.entries()) {
        const given = args[i] ?? options.named?.[name];
        const value = given ?? (initial ? this.value(initial) : null);
        if (value === null) {
          throw new Underivable(
            `a call of ${called.name}() without its "${name}"`,
            'Give it as many arguments as it takes.',
          );
        }
        if (byReference && value.kind !== 'tensor') {
          const found = `"${name}" of ${called.name}(), a reference through which it may return ${kindText(value)}`;
          throw new Underivable(found, 'Return it instead.');
        }
        if (value.kind === 'attribute' && name !== 'self') throw this.missingInput(value);
        values.set(name, type ? converted(value, type.text, this.cases) : value);
      }
      if (args.length > called.parameters.length) {
        const found = `${args.length} arguments for ${called.name}(), which takes ${called.parameters.length}`;
        throw new Underivable(found, 'Give it as many arguments as it takes.');
      }
      const outcome = this.statements(called.body);
      const returned = outcome !== null && typeof outcome === 'object' ? outcome.returned : nothing;
      return called.returns ? converted(returned, called.returns.text, this.cases) : returned;
    } finally {
      this.scopes = before;
      this.language = language;
      this.calls--;
    }
  }

  private scoped<T>(work: () => T): T {
    const before = this.scopes;
    this.scopes = [...before, { values: new Map(), types: new Map() }];
    try {
      return work();
    } finally {
      this.scopes = before;
    }
  }

  statements(body: readonly Statement[]): Outcome {
    for (const statement of body) {
      const outcome = this.at(statement.line, () => this.statement(statement));
      if (outcome !== null) return outcome;
    }
    return null;
  }

  private statement(statement: Statement): Outcome {
    switch (statement.kind) {
      case 'expression':
        this.value(statement.value);
        return null;
      case 'declare': {
        const { name, type, initial } = statement;
        const value = initial ? this.value(initial) : type.text === 'dim3' ? dim3Of([]) : nothing;
        this.declare(name, type.pointers > 0 ? value : converted(value, this.typeText(type), this.cases));
        return null;
      }
      case 'alias':
        this.scopes.at(-1)?.types.set(statement.name, this.typeText(statement.type));
        return null;
      case 'return':
        return { returned: statement.value ? this.value(statement.value) : nothing };
      case 'if':
        return this.branch(statement);
      case 'loop':
        return this.scoped(() => this.loop(statement));
      case 'block':
        return this.inner(statement.body);
      case 'throw':
        throw new Underivable('an error that it throws for the sizes of this problem', 'See which check fails there.');
      case 'break':
      case 'continue':
        return statement.kind;
      case 'unread':
        throw new Underivable(statement.what, 'Write it in a way that sizes and launches can be read off.');
    }
  }

  /** A block: in C++ its names end with it, in Python they don't. */
  private inner(body: readonly Statement[]): Outcome {
    return this.language === 'C++' ? this.scoped(() => this.statements(body)) : this.statements(body);
  }

  private branch({ condition, then, otherwise, line }: Extract<Statement, { kind: 'if' }>): Outcome {
    const truth = truthOf(this.value(condition));
    if (truth.kind === 'truth') return this.inner(truth.value ? then : otherwise);
    const guard = truth.cases.every((each) => !each) && otherwise.length === 0 && onlyThrows(then);
    if (guard) return null;
    throw this.refuse(line, `a condition on sizes: ${truth.text}`, `A plan has none. ${oneCase}`);
  }

  private loop({ first, condition, step, body, line }: Extract<Statement, { kind: 'loop' }>): Outcome {
    for (let round = 0; ; round++) {
      const truth = condition && (round > 0 || !first) ? truthOf(this.value(condition)) : null;
      if (truth?.kind === 'unsettled') {
        const found = `a loop whose end depends on sizes (${truth.text})`;
        throw this.refuse(
          line,
          found,
          'A plan has a fixed list of launches: let the kernel loop, or import for one case with --case.',
        );
      }
      if (truth && !truth.value) return null;
      const outcome = this.at(line, () => this.inner(body));
      if (outcome === 'break') return null;
      if (outcome !== null && outcome !== 'continue') return outcome;
      if (step) this.value(step);
    }
  }

  private declare(name: string, value: Value): void {
    if (value.kind === 'tensor' && value.storage.input === null) value.storage.called ??= name;
    this.scopes.at(-1)?.values.set(name, value);
  }

  private find(name: string): Value | null {
    for (const { values } of this.scopes.toReversed()) {
      const value = values.get(name);
      if (value) return value;
    }
    return null;
  }

  private assign(name: string, value: Value): void {
    const scope = this.scopes.findLast(({ values }) => values.has(name));
    if (!scope) {
      this.declare(name, value);
      return;
    }
    if (value.kind === 'tensor' && value.storage.input === null) value.storage.called ??= name;
    scope.values.set(name, value);
  }

  /** A type with its aliases written out, as device code calls it. */
  typeText({ text }: TypeName): string {
    const own = this.scopes.findLast(({ types }) => types.has(text))?.types.get(text);
    return own ?? text;
  }

  value(expression: Expression): Value {
    const value = this.base(expression);
    // The module's attribute that only running the file could tell.
    if (value.kind === 'attribute' && value.why) throw value.why;
    return value;
  }

  /** What members are asked of. */
  private base(expression: Expression): Value {
    return this.at(expression.line, () => this.evaluated(expression));
  }

  private evaluated(expression: Expression): Value {
    switch (expression.kind) {
      case 'number':
        return expression.real
          ? { kind: 'real', value: expression.value }
          : inSizes(() => sizeValue(numberSize(expression.value)));
      case 'string':
        return { kind: 'text', value: expression.value };
      case 'name':
        return this.named(expression);
      case 'list':
        return { kind: 'list', items: expression.items.map((item) => this.value(item)) };
      case 'binary':
        return this.binary(expression);
      case 'unary':
        return this.unary(expression);
      case 'conditional':
        return this.chosen(expression);
      case 'cast': {
        const value = this.value(expression.of);
        return expression.type.pointers > 0 ? value : converted(value, this.typeText(expression.type), this.cases);
      }
      case 'sizeof': {
        const type = this.typeText(expression.type);
        const bytes = expression.type.pointers > 0 ? 8 : bytesOfType(type);
        if (bytes === null) throw new Underivable(`sizeof(${type})`, 'Write the number of bytes.');
        return sizeValue(bytes);
      }
      case 'index':
        return this.indexed(this.value(expression.of), this.value(expression.index));
      case 'assign':
        return this.assigned(expression);
      case 'lambda':
        return { kind: 'lambda', body: expression.body };
      case 'extension':
        return { kind: 'extension', index: expression.index };
      case 'launch':
        return this.launched(expression);
      case 'member':
        return this.member(this.base(expression.of), expression, null);
      case 'call':
        return this.called(expression);
      case 'unread':
        throw new Underivable(expression.what, 'Write it in a way that sizes and launches can be read off.');
    }
  }

  private named({ name, line }: Extract<Expression, { kind: 'name' }>): Value {
    const value = this.find(name) ?? this.around.globalOf(name, this.language, this) ?? constantOf(name);
    if (value) return value;
    throw this.refuse(line, `"${name}", of which nothing is known`, 'Define it in the file, where it can be read.');
  }

  private binary({ op, left, right }: Extract<Expression, { kind: 'binary' }>): Value {
    const first = this.value(left);
    if (op !== '&&' && op !== '||') return binaryOf(op, first, this.value(right), this.cases);
    const settled = truthOf(first);
    if (settled.kind === 'truth' && settled.value === (op === '||')) return settled;
    return (op === '&&' ? both : either)(first, this.value(right));
  }

  private unary({ op, of }: Extract<Expression, { kind: 'unary' }>): Value {
    const value = this.value(of);
    if (op === '!') return negated(value);
    if (op === '+' || op === '*' || op === '&') return value;
    if (op !== '-') throw new Underivable(`the operator ${op}`, 'Plans know + - * / %, ceildiv, min and max.');
    if (value.kind === 'real') return { kind: 'real', value: -value.value };
    return inSizes(() => sizeValue(minus(numberSize(0), sizeIn(value))));
  }

  private chosen({ condition, then, otherwise, line }: Extract<Expression, { kind: 'conditional' }>): Value {
    const truth = truthOf(this.value(condition));
    if (truth.kind === 'truth') return this.value(truth.value ? then : otherwise);
    const [a, b] = [this.value(then), this.value(otherwise)];
    if (a.kind === 'size' && b.kind === 'size') {
      if (same(a.size, b.size)) return a;
      const how = this.extremeIn(condition, a.size, b.size);
      if (how) return extremeOf(how, [a, b]);
    }
    throw this.refuse(line, `a condition on sizes: ${truth.text}`, `A plan has none but min and max. ${oneCase}`);
  }

  /** "min" for `a < b ? a : b`, "max" for `a > b ? a : b`; else null. */
  private extremeIn(condition: Expression, then: Size, otherwise: Size): 'min' | 'max' | null {
    if (condition.kind !== 'binary' || !/^[<>]=?$/.test(condition.op)) return null;
    const [left, right] = [this.value(condition.left), this.value(condition.right)];
    if (left.kind !== 'size' || right.kind !== 'size') return null;
    const less = condition.op.startsWith('<');
    if (same(left.size, then) && same(right.size, otherwise)) return less ? 'min' : 'max';
    return same(left.size, otherwise) && same(right.size, then) ? (less ? 'max' : 'min') : null;
  }

  private indexed(of: Value, index: Value): Value {
    if (of.kind !== 'list') throw new Underivable(`an index into ${kindText(of)}`, writeKernel);
    const at = realIn(index);
    const item = at === null ? undefined : of.items.at(at);
    if (!item)
      throw new Underivable(`an index into a list of ${of.items.length} that is not in it`, 'Name one that it has.');
    return item;
  }

  private assigned({ op, target, value: given, line }: Extract<Expression, { kind: 'assign' }>): Value {
    const right = this.value(given);
    const value = op === '=' ? right : binaryOf(op.slice(0, -1), this.value(target), right, this.cases);
    this.place(target, value, line);
    return value;
  }

  private place(target: Expression, value: Value, line: number): void {
    if (target.kind === 'name') {
      this.assign(target.name, value);
      return;
    }
    if (target.kind === 'list' && value.kind === 'list' && target.items.length === value.items.length) {
      for (const [i, each] of target.items.entries()) this.place(each, value.items[i] ?? nothing, line);
      return;
    }
    const of = target.kind === 'member' && target.of.kind === 'name' ? this.find(target.of.name) : null;
    if (target.kind === 'member' && target.of.kind === 'name' && of?.kind === 'dim3') {
      const at = 'xyz'.indexOf(target.name);
      const [x, y, z] = of.sizes.with(at, sizeIn(value)) as [Size, Size, Size];
      this.assign(target.of.name, { kind: 'dim3', sizes: [x, y, z] });
      return;
    }
    throw this.refuse(line, 'an assignment to something that is no variable', writeKernel);
  }

  private member(of: Value, { name, template }: Extract<Expression, { kind: 'member' }>, args: Value[] | null): Value {
    if (of.kind === 'tensor') {
      const argument = template?.[0];
      const type = argument ? this.templateText(argument) : null;
      const fill = (storage: Storage, value: number): void => this.fill(storage, value);
      return memberOfTensor({ tensor: of, name, args: args ?? [], type, cases: this.cases, fill });
    }
    if (of.kind === 'dim3' && args === null) {
      const size = of.sizes['xyz'.indexOf(name)];
      if (size) return { kind: 'size', size };
    }
    if (of.kind === 'list') {
      if (name === 'size') return sizeValue(of.items.length);
      if (name === 'vec' || name === 'begin' || name === 'end') return of;
      if (name === 'numel')
        return callOf({ name: 'prod', args: [of], named: {}, cases: this.cases, fill: () => undefined });
    }
    if (of.kind === 'options') {
      const dtype = args?.find((each) => each.kind === 'dtype');
      return dtype ? { kind: 'options', dtype: dtype.dtype } : of;
    }
    if (of.kind === 'plain') return name === 'is_cuda' ? { kind: 'truth', value: true } : of;
    if (of.kind === 'attribute') {
      if (args !== null && of.why) throw of.why;
      const path = of.path === '' ? name : `${of.path}.${name}`;
      const value = this.around.attributeAt(path) ?? { ...of, path };
      if (args === null) return value;
      return this.calledValue(value, args, `self.${path}()`);
    }
    if (of.kind === 'extension' && args === null)
      return { kind: 'function', called: this.around.exported(of.index, name) };
    throw new Underivable(`.${name} of ${kindText(of)}`, 'Write it in a way that sizes and launches can be read off.');
  }

  private missingInput({ path, why }: Extract<Value, { kind: 'attribute' }>): Error {
    if (why) return why;
    const found = `self.${path}, which is none of the problem's inputs (${this.around.inputs.join(', ')})`;
    return new Underivable(found, "Parameters go by the reference's names: call it as the reference does.");
  }

  private calledValue(value: Value, args: readonly Value[], shown: string): Value {
    if (value.kind === 'function') return this.call(value.called, args);
    if (value.kind === 'attribute' && value.why) throw value.why;
    throw new Underivable(`${shown}, a module of PyTorch's own`, writeKernel);
  }

  private called(expression: Extract<Expression, { kind: 'call' }>): Value {
    const { callee, line } = expression;
    const name = callee.kind === 'name' ? callee.name : null;
    if (name !== null && isIgnored(name)) return { kind: 'plain', what: 'status' };
    if (name?.startsWith('AT_DISPATCH_') === true) return this.dispatched(name, expression.args, line);
    if (callee.kind === 'member') {
      const of = this.base(callee.of);
      const args = expression.args.map((each) => this.value(each));
      if (of.kind === 'extension') {
        const called = this.around.exported(of.index, callee.name);
        return this.call(called, args, { named: this.values(expression.named) });
      }
      const method = of.kind === 'attribute' && of.path === '' ? this.around.methodOf(callee.name) : null;
      if (method)
        return this.call(method, args, { named: this.values(expression.named), bound: new Map([['self', of]]) });
      return this.member(of, callee, args);
    }
    if (callee.kind !== 'name' || name === null) {
      const value = this.value(callee);
      if (value.kind === 'lambda') return this.calledLambda(value.body);
      throw this.refuse(line, 'a call of something that is no name', 'Call functions by their names.');
    }
    const refused = libraryCall(name);
    if (refused) throw refused;
    const args = expression.args.map((each) => this.value(each));
    const named = this.values(expression.named);
    const own = this.around.functionOf(name, this.language);
    if (own) return this.call(own, args, { named, types: this.typesFor(own, callee.template) });
    const local = this.find(name) ?? this.around.globalOf(name, this.language, this);
    if (local?.kind === 'lambda') return this.calledLambda(local.body);
    if (local?.kind === 'function' || local?.kind === 'attribute') return this.calledValue(local, args, `${name}()`);
    const [only] = args;
    const type = this.typeText({ text: name, pointers: 0 });
    if (args.length === 1 && only && bytesOfType(type) !== null) return converted(only, type, this.cases);
    const fill = (storage: Storage, value: number): void => this.fill(storage, value);
    return callOf({ name, args, named, cases: this.cases, fill });
  }

  private calledLambda(body: readonly Statement[]): Value {
    const outcome = this.scoped(() => this.statements(body));
    return outcome !== null && typeof outcome === 'object' ? outcome.returned : nothing;
  }

  private values(named: Readonly<Record<string, Expression>>): Record<string, Value> {
    return Object.fromEntries(Object.entries(named).map(([name, each]) => [name, this.value(each)]));
  }

  /** What a host template's parameters stand for. */
  private typesFor(
    { name, template }: HostFunction,
    given: readonly TemplateArgument[] | undefined,
  ): Map<string, string> {
    const types = new Map<string, string>();
    for (const [i, parameter] of (template ?? []).entries()) {
      const argument = given?.[i];
      if (!argument) {
        throw new Underivable(`a call of the template ${name}() without its ${parameter}`, `Write ${name}<…>(…).`);
      }
      types.set(parameter, this.templateText(argument));
    }
    return types;
  }

  /** AT_DISPATCH_…(dtype, "name", [&] { … }), the dtype third from the end. */
  private dispatched(name: string, args: readonly Expression[], line: number): Value {
    const [dtype, lambda] = [args.at(-3), args.at(-1)];
    const of = dtype ? this.value(dtype) : nothing;
    const body = lambda ? this.value(lambda) : nothing;
    if (of.kind !== 'dtype' || body.kind !== 'lambda') {
      throw this.refuse(
        line,
        `${name} in a form that is not known`,
        'Write its body for the one dtype of the problem.',
      );
    }
    this.scoped(() => {
      this.scopes.at(-1)?.types.set('scalar_t', deviceTypes[of.dtype] ?? of.dtype);
      this.statements(body.body);
    });
    return nothing;
  }

  /** A template's argument as a plan's kernel name has it. */
  private templateText(argument: TemplateArgument): string {
    if ('type' in argument) return `${this.typeText(argument.type)}${'*'.repeat(argument.type.pointers)}`;
    const { value } = argument;
    if (value.kind === 'name') {
      const type = this.typeText({ text: value.name, pointers: 0 });
      if (type !== value.name || bytesOfType(type) !== null) return type;
      if (!this.find(value.name) && !this.around.globalOf(value.name, this.language, this) && !constantOf(value.name))
        return type;
    }
    const found = this.value(value);
    if (found.kind === 'truth') return String(found.value);
    const number = found.kind === 'size' ? numberOf(found.size) : null;
    if (number !== null) return String(number);
    throw new Underivable(`a template's argument that depends on sizes`, 'Give it a number.');
  }

  private fill(storage: Storage, value: number): void {
    if (storage.input !== null) {
      throw new Underivable(`a change of "${storage.input}", an input`, 'Inputs are only read: write to a new tensor.');
    }
    const touched = this.events.some((event) =>
      event.kind === 'fill'
        ? event.storage === storage
        : event.args.some((each) => 'storage' in each && each.storage === storage),
    );
    if (touched) this.events.push({ kind: 'fill', storage, value });
    else storage.fill = value;
  }

  private launched({ kernel, configuration, args, line }: Extract<Expression, { kind: 'launch' }>): Value {
    if (kernel.kind !== 'name') throw new Underivable('a launch of something that is no name', 'Name the kernel.');
    const found = this.around.kernelOf(kernel.name);
    if (!found) {
      throw new Underivable(
        `a launch of ${kernel.name}, which the CUDA text does not define`,
        'Define it as __global__ there.',
      );
    }
    if (found.template && !kernel.template) {
      const message = `a launch of the template ${kernel.name} whose arguments C++ finds out`;
      throw new Underivable(message, `Write them: ${kernel.name}<…><<<…>>>(…).`);
    }
    const template = kernel.template ? `<${kernel.template.map((each) => this.templateText(each)).join(', ')}>` : '';
    const [grid, block, shared, stream] = configuration.map((each) => this.value(each));
    if (!grid || !block) throw new Underivable('a launch without grid and block', 'Give it both.');
    if (stream && stream.kind !== 'plain' && stream.kind !== 'nothing' && realIn(stream) !== 0) {
      throw new Underivable('a launch on a stream of its own', 'Launches run in order on one stream: leave it out.');
    }
    if (this.events.length >= mostLaunches) {
      throw new Underivable(`more than ${mostLaunches} launches`, 'A plan has no more: let kernels loop.');
    }
    this.events.push({
      kind: 'launch',
      line,
      kernel: `${found.name}${template}`,
      grid: sizesOf(grid),
      block: sizesOf(block),
      shared: shared ? sizeIn(shared) : null,
      args: args.map((each) => this.at(each.line, () => launchArgument(this.value(each)))),
    });
    return nothing;
  }
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
