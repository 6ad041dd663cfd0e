/** Follows a solution's module from its constructor through `forward`, on the problem's inputs. */
import { WarpsmithError } from '../errors.js';
import type { Contract } from '../problem/contract.js';
import { sizeValue } from './arithmetic.js';
import type { CudaSource } from './cuda_source.js';
import type { Event } from './follow/events.js';
import { HostRun } from './follow/host_run.js';
import { type Constructed, ConstructorRun } from './follow_constructor.js';
import { moduleAttribute } from './module_attributes.js';
import { Pins } from './pins.js';
import { Parameters } from './parameters.js';
import type { Evaluate, Language, Surroundings } from './follow/surroundings.js';
import { type Size, dimSize, numberSize } from './size.js';
import type { Solution } from './solution.js';
import type { HostFunction } from './syntax.js';
import { Underivable, underivable } from './underivable.js';
import type { Tensor, Value } from './values.js';

/** A problem as host code meets it. */
export interface Setting {
  /** Names of what `forward` is called with: inputs, and constants of the contract. */
  arguments: string[];
  inputs: ReadonlyMap<string, Tensor>;
  /** Whether these are a module's, whose other inputs are its parameters. */
  isModule: boolean;
  constants: Readonly<Record<string, number>>;
  /** Dims of every case that the plan is to hold for. */
  cases: Contract['dims'][];
  /** A dim as host code's arithmetic has it. */
  dim(name: string): Size;
}

/** A contract's setting; with `fixed`, sizes are its numbers. */
export function settingOf(contracts: readonly Contract[], names: readonly string[] | null, fixed: boolean): Setting {
  const [contract] = contracts;
  if (!contract) throw new Error('Expected at least one case.');
  const dim = (name: string): Size => (fixed ? numberSize(contract.dims[name] ?? 1) : dimSize(name));
  const inputs = new Map(
    contract.inputs.map(({ name, dtype, labels, shape }): [string, Tensor] => {
      const sizes = labels.map((label, i) => sizeOfLabel(label, shape[i] ?? 1, contract, dim, fixed));
      const storage = { input: name, called: name, dtype, shape: sizes, fill: null };
      return [name, { kind: 'tensor', storage, shape: sizes }];
    }),
  );
  const all = [...inputs.keys(), ...Object.keys(contract.constants)];
  return {
    arguments: [...(names ?? all)],
    isModule: names !== null,
    inputs,
    constants: contract.constants,
    cases: contracts.map(({ dims }) => dims),
    dim,
  };
}

/** "M" and "2048" as they are; other arithmetic is kept as one size, in parentheses where it needs them. */
function sizeOfLabel(
  label: string,
  size: number,
  { dims }: Contract,
  dim: (name: string) => Size,
  fixed: boolean,
): Size {
  if (fixed || /^\d+$/.test(label)) return numberSize(size);
  return dim(Object.hasOwn(dims, label) || /^\w+\(.*\)$/.test(label) ? label : `(${label})`);
}

export interface Followed {
  events: Event[];
  outputs: Tensor[];
  /** Where `forward` stands, for messages about what it returns. */
  line: number;
  /** What whoever judges it should know, in sentences. */
  notes: string[];
  /** The only sizes that these dims may have. */
  dims: Record<string, number>;
}

/**
 * Throws `bad-file` where a plan cannot say what the module does.
 * @param own the problem's own file, whose `get_init_inputs` the module is made with; null without one.
 */
export function followModule(
  { solution, file, cuda }: { solution: Solution; file: string; cuda: CudaSource },
  own: { solution: Solution; file: string } | null,
  setting: Setting,
): Followed {
  const { model } = solution;
  const forward = model?.methods.forward;
  if (!model || !forward) {
    const classes = solution.classes.join(', ') || 'none';
    const message = `${file}: Expected a class ModelNew with a forward but found the classes: ${classes}. Name the module so.`;
    throw new WarpsmithError('bad-file', message);
  }
  const made: Constructed = { attributes: new Map(), modules: new Map(), parameters: new Map() };
  // Without the reference's own arguments, shapes are those of the constructor's defaults.
  const shapes = setting.isModule ? made.parameters : new Map<string, null>();
  const parameters = new Parameters(parametersIn(setting), shapes, setting.cases);
  const pins = new Pins(setting.cases);
  const run = new HostRun({
    ...situated(file, setting),
    pins,
    functionOf: (name, language) => (language === 'C++' ? cuda.functionOf(name) : (solution.functions[name] ?? null)),
    exported: (extension, name) => exportedOf(solution, cuda, extension, name),
    exports: (extension, name) => isExported(solution, cuda, extension, name),
    globalOf: (name, language, value) => globalOf(solution, cuda, name, language, value),
    attributeAt: (path) => attributeAt(path, made, parameters),
    setAttribute: (name, value) => {
      const kept = `self.${name} is set anew in each run: what a module keeps from one call to the next is not followed.`;
      if (!parameters.notes.includes(kept)) parameters.notes.push(kept);
      made.attributes.set(name, value);
    },
    methodOf: (name) => model.methods[name] ?? null,
    kernelOf: (name) => cuda.kernelOf(name),
  });
  const self: Value = { kind: 'attribute', path: '', why: null };
  const constructor = model.methods.__init__;
  const initial = initialArguments(own ?? { solution, file }, setting);
  if (constructor) new ConstructorRun(run, file, made).follow(constructor, initial);
  if (made.attributes.has('forward')) {
    const found = new Underivable('a forward that the constructor replaces', 'Write one forward.');
    throw underivable(file, forward.line, found);
  }
  const given = setting.arguments.map((name) => argumentOf(name, setting));
  const bound = new Map([['self', self]]);
  const returned = run.steps.at(forward.line, () =>
    run.call(forward, given.slice(0, forward.parameters.length), { bound }),
  );
  const outputs = tensorsIn(returned, file, forward.line);
  return { events: run.events, outputs, line: forward.line, notes: parameters.notes, dims: pins.dims };
}

/** Inputs that are no arguments of the reference's `forward`, where it has one. */
function parametersIn({ inputs, arguments: names, isModule }: Setting): Map<string, Tensor> {
  return new Map([...inputs].filter(([name]) => !isModule || !names.includes(name)));
}

function attributeAt(path: string, { attributes, modules }: Constructed, parameters: Parameters): Value | null {
  const own = attributes.get(path);
  if (own) return own;
  // Nobody calls .eval(): see docs/torch.md.
  if (/(^|\.)training$/.test(path)) return { kind: 'truth', value: true };
  const [module = '', name = '', ...deeper] = path.split('.');
  const call = deeper.length === 0 ? modules.get(module) : undefined;
  return (call ? moduleAttribute(call, name) : null) ?? parameters.at(path);
}

function situated(file: string, setting: Setting): Pick<Surroundings, 'file' | 'cases' | 'inputs'> {
  return { file, cases: setting.cases, inputs: [...setting.inputs.keys()] };
}

function argumentOf(name: string, setting: Setting): Value {
  const input = setting.inputs.get(name);
  if (input) return input;
  const constant = setting.constants[name];
  if (constant === undefined) return sizeValue(setting.dim(name));
  return numberValue(constant);
}

function numberValue(value: number): Value {
  return Number.isSafeInteger(value) ? sizeValue(value) : { kind: 'real', value };
}

function globalOf(
  { globals }: Solution,
  cuda: CudaSource,
  name: string,
  language: Language,
  value: Evaluate,
): Value | null {
  const constant = language === 'C++' ? cuda.constantOf(name) : Object.hasOwn(globals, name) ? globals[name] : null;
  return constant ? value(constant) : null;
}

function isExported({ extensions }: Solution, cuda: CudaSource, extension: number, name: string): boolean {
  const listed = extensions[extension]?.functions;
  return (!listed || listed.includes(name)) && (cuda.boundAs(name) ?? cuda.functionOf(name)) !== null;
}

function exportedOf({ extensions }: Solution, cuda: CudaSource, extension: number, name: string): HostFunction {
  const exported = extensions[extension]?.functions;
  if (exported && !exported.includes(name)) {
    throw new Underivable(`${name}(), which is not among the functions of load_inline`, 'Name it there.');
  }
  const found = cuda.boundAs(name) ?? cuda.functionOf(name);
  if (!found) throw new Underivable(`${name}(), which the CUDA text does not define`, 'Define it there.');
  return found;
}

/** What `get_init_inputs` of a file returns. */
function initialArguments({ solution, file }: { solution: Solution; file: string }, setting: Setting): Value[] {
  const make = solution.functions.get_init_inputs;
  if (!make) return [];
  const run = new HostRun({
    ...situated(file, setting),
    pins: new Pins(setting.cases),
    functionOf: () => null,
    exported: (_, name) => {
      throw new Underivable(`${name}() of an extension`, 'Give constructors plain values.');
    },
    exports: () => false,
    globalOf: (name, _, value) => sizeOfFile(solution, name, setting) ?? globalInFile(solution, name, value),
    attributeAt: () => null,
    setAttribute: () => undefined,
    methodOf: () => null,
    kernelOf: () => null,
  });
  try {
    const returned = run.steps.at(make.line, () => run.call(make, []));
    return returned.kind === 'list' ? returned.items : [];
  } catch (error) {
    // What the constructor lacks for it is told where it is used.
    if (error instanceof WarpsmithError) return [];
    throw error;
  }
}

/** A whole number of the problem's file: a dim where the contract has it as one. */
function sizeOfFile({ sizes }: Solution, name: string, setting: Setting): Value | null {
  const value = Object.hasOwn(sizes, name) ? sizes[name] : undefined;
  if (value === undefined) return null;
  return setting.cases.every((dims) => Object.hasOwn(dims, name)) ? sizeValue(setting.dim(name)) : numberValue(value);
}

function globalInFile({ globals }: Solution, name: string, value: Evaluate): Value | null {
  const global = Object.hasOwn(globals, name) ? globals[name] : undefined;
  // A size that is written as its own name is the file's number, which sizeOfFile knows.
  return !global || (global.kind === 'name' && global.name === name) ? null : value(global);
}

function tensorsIn(value: Value, file: string, line: number): Tensor[] {
  const items = value.kind === 'list' ? value.items : [value];
  return items.map((item) => {
    if (item.kind === 'tensor') return item;
    const found = new Underivable('a forward that returns something else than tensors', 'Return tensors.');
    throw underivable(file, line, found);
  });
}
