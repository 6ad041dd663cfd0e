/** The header of a candidate for what a module was seen to launch. */
import { Document, isCollection } from 'yaml';
import type { Dtype } from '../format/dtype.js';
import { dtypes } from '../format/dtype.js';
import type { LaunchHeader, PlanHeader, TensorHeader } from '../format/schema.js';
import type { Contract } from '../problem/contract.js';
import { sameAtCases } from './tensors.js';
import type { Event, LaunchArgument } from './follow/events.js';
import { type Size, ceildiv, numberOf, numberSize, product, textOf } from './size.js';
import type { Followed } from './follow_module.js';
import { Underivable, underivable } from './underivable.js';
import type { Storage, Tensor } from './values.js';

export interface DerivedPlan {
  header: PlanHeader;
  /** Kernels that set memory to a value, where the host did. */
  fills: string;
  notes: string[];
}

/** Throws `bad-file` where what the module returns is not what the problem asks for. */
export function planHeader(
  { events, outputs, line }: Followed,
  contracts: readonly Contract[],
  file: string,
): DerivedPlan {
  const [contract] = contracts;
  if (!contract) throw new Error('Expected at least one case.');
  const refuse = (found: string, remedy: string): Error => underivable(file, line, new Underivable(found, remedy));
  if (!events.some(({ kind }) => kind === 'launch')) {
    throw refuse('a forward that launches no kernel', 'There is nothing to take over.');
  }
  if (outputs.length !== contract.outputs.length) {
    const wanted = contract.outputs.map(({ name }) => name).join(', ');
    throw refuse(`a forward that returns ${outputs.length} tensors where the problem has ${wanted}`, 'Return those.');
  }
  const names = new Map<Storage, string>();
  for (const [i, output] of outputs.entries()) {
    const wrong = outputProblem(output, i, contracts);
    if (wrong !== null) throw refuse(wrong, 'Return what the reference returns.');
    if (names.has(output.storage)) throw refuse('a tensor that is returned twice', 'Write each output for itself.');
    names.set(output.storage, contract.outputs[i]?.name ?? '');
  }
  const made = new Set(events.flatMap(storagesOf).filter(({ input }) => input === null));
  const fills = new FillKernels();
  const early: Event[] = [];
  const workspace: Record<string, TensorHeader> = {};
  const notes: string[] = [];
  const free = freeNames(contract);
  for (const storage of new Set([...names.keys(), ...made])) {
    const { shape, dtype, fill } = storage;
    const isOutput = names.has(storage);
    if (!isOutput) {
      const name = free(storage.called ?? 'partial');
      names.set(storage, name);
      const inHeader = fill !== null && Number.isFinite(fill) ? { fill: { constant: fill } } : {};
      workspace[name] = { type: dtype, shape: shape.map(sizeHeader), ...inHeader };
    }
    if (fill === null || (!isOutput && Number.isFinite(fill))) continue;
    early.push({ kind: 'fill', storage, value: fill });
    if (isOutput) {
      const name = names.get(storage) ?? '';
      notes.push(
        `"${name}" is set to ${fill} before the first launch, as the file does; take that launch out if kernels write all of it.`,
      );
    }
  }
  const launch = [...early, ...events].map((event) =>
    event.kind === 'fill' ? fills.launch(event, names) : launchHeader(event, names),
  );
  const header = { ...(Object.keys(workspace).length > 0 ? { workspace } : {}), launch };
  return { header, fills: fills.text, notes };
}

function storagesOf(event: Event): Storage[] {
  if (event.kind === 'fill') return [event.storage];
  return event.args.flatMap((argument) => ('storage' in argument ? [argument.storage] : []));
}

function outputProblem({ storage, shape }: Tensor, at: number, contracts: readonly Contract[]): string | null {
  const [contract] = contracts;
  const wanted = contract?.outputs[at];
  if (!wanted) return null;
  if (storage.input !== null) return `a forward that returns its input "${storage.input}"; inputs are only read`;
  if (storage.dtype !== wanted.dtype)
    return `a tensor of ${storage.dtype} for the output "${wanted.name}" of ${wanted.dtype}`;
  const texts = shape.map(textOf).join(', ');
  const differs = contracts.find((each) => {
    const sizes = each.outputs[at]?.shape ?? [];
    return sizes.length !== shape.length || shape.some((size, i) => !isAt(size, sizes[i] ?? 0, each));
  });
  if (!differs) return null;
  const found = `a tensor of the shape [${texts}] for the output "${wanted.name}"`;
  return `${found} of [${(differs.outputs[at]?.labels ?? []).join(', ')}]`;
}

function isAt(size: Size, wanted: number, { dims }: Contract): boolean {
  return sameAtCases(size, { op: 'number', value: wanted, nodes: 1 }, [dims]);
}

function sizeHeader(size: Size): string | number {
  return numberOf(size) ?? textOf(size);
}

function argumentHeader(
  argument: Exclude<LaunchArgument, { isNull: true }>,
  names: ReadonlyMap<Storage, string>,
): string | number {
  if ('text' in argument) return argument.text;
  if ('value' in argument) return argument.value;
  return argument.storage.input ?? names.get(argument.storage) ?? '';
}

function launchHeader(
  { kernel, grid, block, shared, args }: Extract<Event, { kind: 'launch' }>,
  names: ReadonlyMap<Storage, string>,
): LaunchHeader {
  return {
    kernel,
    grid: grid.map(sizeHeader),
    block: block.map(sizeHeader),
    ...(shared && numberOf(shared) !== 0 ? { shared: sizeHeader(shared) } : {}),
    args: args.flatMap((argument) => ('isNull' in argument ? [] : [argumentHeader(argument, names)])),
  };
}

/** Names that neither the contract nor another workspace has. */
function freeNames({ inputs, outputs, dims, constants }: Contract): (wanted: string) => string {
  const taken = new Set([
    ...[...inputs, ...outputs].map(({ name }) => name),
    ...Object.keys(dims),
    ...Object.keys(constants),
  ]);
  for (const word of ['ceildiv', 'min', 'max', '__proto__', 'constructor', 'prototype']) taken.add(word);
  return (wanted) => {
    let name = wanted;
    for (let n = 2; taken.has(name); n++) name = `${wanted}_${n}`;
    taken.add(name);
    return name;
  };
}

const fillThreads = 256;

/** Kernels that do what torch::zeros and its like do to an output. */
class FillKernels {
  private readonly kernels = new Map<string, string>();

  get text(): string {
    return [...this.kernels.values()].join('\n');
  }

  launch({ storage, value }: Extract<Event, { kind: 'fill' }>, names: ReadonlyMap<Storage, string>): LaunchHeader {
    const count = product(storage.shape);
    const name = this.kernel(storage.dtype, value);
    const grid = [sizeHeader(ceildiv(count, numberSize(fillThreads)))];
    return { kernel: name, grid, block: [fillThreads], args: [names.get(storage) ?? '', sizeHeader(count)] };
  }

  private kernel(dtype: Dtype, value: number): string {
    const word = Object.is(value, -Infinity) ? 'minus_infinity' : String(value).replaceAll(/\W/g, '_');
    const name = `set_${dtype}_to_${word}`;
    const literal = Number.isFinite(value) ? String(value) : `${value < 0 ? '-' : ''}__int_as_float(0x7f800000)`;
    const text = `// The host's fill of a tensor, as a kernel.
extern "C" __global__ void ${name}(${dtypes[dtype].cuda}* to, long long count) {
    long long i = (long long)blockIdx.x * ${fillThreads} + threadIdx.x;
    if (i < count) to[i] = ${literal};
}
`;
    this.kernels.set(name, text);
    return name;
  }
}

/** The header as YAML: each launch and each workspace on a line of its own, and the dims on one. */
export function headerText({ dims, workspace, launch }: PlanHeader): string {
  const document = new Document({
    ...(dims ? { dims } : {}),
    ...(workspace ? { workspace } : {}),
    launch,
  });
  const lines = [
    document.get('dims'),
    ...Object.keys(workspace ?? {}).map((name) => document.getIn(['workspace', name])),
    ...launch.map((_, i) => document.getIn(['launch', i])),
  ];
  for (const line of lines) if (isCollection(line)) line.flow = true;
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}
