/** Problems: loading a .cu file and working one of its cases out. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { WarpsmithError, messageOf } from '../errors.js';
import { HeaderError, issuesOf, parseHeader } from '../format/header.js';
import type { PlanHeader } from '../format/schema.js';
import { type Complain, type TensorSpec, defaultFill, sizeOf, tensorSpec } from '../format/tensor_spec.js';
import { packagePath } from '../package_root.js';
import type { Contract, InputSpec } from './contract.js';
import { domainProblem } from './families/domain.js';
import { type ProblemHeader, problemHeaderSchema, problemName } from './schema.js';
import type { TorchSource } from './torch_source.js';
import { type DeclaredWork, workOf } from './work.js';

export const fullCase = 'full';
/** What verdicts call dims that are no case's. */
export const unseenCase = 'unseen';

export interface Problem {
  name: string;
  summary: string;
  path: string;
  /** The whole file: header and reference. */
  source: string;
  sha256: string;
  header: ProblemHeader;
  /** Dims of every case; "full" first. */
  cases: Record<string, Record<string, number>>;
  /** Where the reference is no kernel but a PyTorch module: then the header has no launches, and `source` is Python. */
  torch?: TorchSource;
}

/** A problem at one of its cases: what `verifyKernel` takes. */
export interface LoadedProblem {
  problem: Problem;
  contract: Contract;
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The problems that come along, by name. */
export function builtInProblems(): string[] {
  return readdirSync(packagePath('problems'))
    .filter((file) => file.endsWith('.cu'))
    .map((file) => file.slice(0, -'.cu'.length))
    .sort();
}

function readSource(nameOrPath: string): { source: string; path: string } {
  const named = problemName.test(nameOrPath);
  const path = named ? join(packagePath('problems'), `${nameOrPath}.cu`) : nameOrPath;
  try {
    return { source: readFileSync(path, 'utf8'), path };
  } catch (error) {
    const known = `Built in are: ${builtInProblems().join(', ')}.`;
    throw new WarpsmithError(
      'bad-file',
      `Expected a problem's name or the path of a .cu file but found "${nameOrPath}" (${messageOf(error)}). ${known}`,
      { cause: error },
    );
  }
}

function fail(path: string, problems: readonly { where: string; message: string }[]): never {
  const lines = problems.map(({ where, message }) => `  ${where}: ${message}`);
  throw new WarpsmithError('bad-problem', `The problem ${path} cannot be used:\n${lines.join('\n')}`);
}

/** Reads a problem from text; `path` is for messages. Throws `bad-problem` with everything that is wrong. */
export function parseProblem(source: string, path: string): Problem {
  let raw: unknown;
  try {
    raw = parseHeader(source);
  } catch (error) {
    if (!(error instanceof HeaderError)) throw error;
    fail(path, [{ where: error.where, message: error.message }]);
  }
  const parsed = problemHeaderSchema.safeParse(raw);
  if (!parsed.success) fail(path, issuesOf(parsed.error));
  const header = parsed.data;
  const cases: Record<string, Record<string, number>> = { [fullCase]: header.dims };
  for (const [name, dims] of Object.entries(header.cases ?? {})) {
    const unknown = Object.keys(dims).filter((dim) => !Object.hasOwn(header.dims, dim));
    if (name === fullCase) fail(path, [{ where: 'cases.full', message: '"full" is the case of `dims` itself.' }]);
    if (name === unseenCase) {
      fail(path, [
        { where: 'cases.unseen', message: 'Choose another name: "unseen" is that of dims that are no case.' },
      ]);
    }
    if (unknown.length > 0) {
      const message = `Expected only ${Object.keys(header.dims).join(', ')} but found ${unknown.join(', ')}.`;
      fail(path, [{ where: `cases.${name}`, message }]);
    }
    cases[name] = { ...header.dims, ...dims };
  }
  const limited = Object.keys(header.limits ?? {}).filter((dim) => !Object.hasOwn(header.dims, dim));
  if (limited.length > 0) {
    const message = `Expected only ${Object.keys(header.dims).join(', ')} but found ${limited.join(', ')}.`;
    fail(path, [{ where: 'limits', message }]);
  }
  const problem = { name: header.name, summary: header.summary, path, source, sha256: sha256(source), header, cases };
  for (const name of Object.keys(cases)) atCase(problem, name);
  return problem;
}

/** A built-in problem by its name, or any .cu file by its path. Throws `bad-file` or `bad-problem`. */
export function loadProblem(nameOrPath: string): Problem {
  if (/\.py(:\w+)?$/.test(nameOrPath)) {
    const how = 'PyTorch modules are named by --torch where commands take them, and loaded by loadTorchProblem().';
    throw new WarpsmithError('bad-file', `Expected a problem's name or a .cu file but found ${nameOrPath}. ${how}`);
  }
  const { source, path } = readSource(nameOrPath);
  return parseProblem(source, path);
}

function declaredWork(
  { operations, unit, leastOperations, bytes }: NonNullable<ProblemHeader['work']>,
  dims: Readonly<Record<string, number>>,
  complain: Complain,
): DeclaredWork {
  const size = (name: string, expression: string | number | undefined): number | undefined =>
    expression === undefined ? undefined : (sizeOf(expression, dims, `work.${name}`, complain) ?? undefined);
  return {
    unit,
    operations: size('operations', operations),
    leastOperations: size('leastOperations', leastOperations),
    bytes: size('bytes', bytes),
  };
}

function moduleWork({ torch }: Problem, caseName: string, inputs: readonly TensorSpec[]): DeclaredWork | null {
  const operations = torch?.operations[caseName] ?? 0;
  if (operations === 0) return null;
  const halves = (['f16', 'bf16'] as const).find((dtype) => inputs.some((input) => input.dtype === dtype));
  return { unit: halves ?? 'f32', operations };
}

/** Of a module's products and convolutions, the multiply-adds that an output element takes; null without any. */
function moduleReduction({ torch }: Problem, caseName: string, outputs: readonly TensorSpec[]): number | null {
  const operations = torch?.operations[caseName] ?? 0;
  const elements = outputs.reduce((sum, { count }) => sum + count, 0);
  return operations > 0 ? Math.max(1, Math.round(operations / 2 / elements)) : null;
}

function contractOf(problem: Problem, caseName: string, caseIndex: number, dims: Record<string, number>): Contract {
  const { header, path } = problem;
  const problems: { where: string; message: string }[] = [];
  const complain: Complain = (where, message) => problems.push({ where, message });
  const seen = new Set(Object.keys(dims));
  const claim = (name: string, where: string): void => {
    if (seen.has(name)) complain(where, 'This name stands twice; names are shared by all sections.');
    seen.add(name);
  };
  for (const name of Object.keys(header.constants ?? {})) claim(name, `constants.${name}`);
  const tensors = (kind: 'inputs' | 'outputs'): TensorSpec[] =>
    Object.entries(header[kind]).flatMap(([name, tensor]) => {
      claim(name, `${kind}.${name}`);
      const spec = tensorSpec(name, tensor, dims, `${kind}.${name}`, complain);
      return spec ? [spec] : [];
    });
  const inputs = tensors('inputs').map((spec): InputSpec => {
    const { domain, special } = header.inputs[spec.name] ?? {};
    const made = problem.torch?.made.includes(spec.name) === true;
    const drawn = problem.torch?.fills[caseName]?.[spec.name] ?? spec.fill ?? defaultFill(spec.dtype);
    const fill = made ? null : drawn;
    const input = {
      ...spec,
      fill,
      ...(made ? { made } : {}),
      ...(domain ? { domain } : {}),
      ...(special ? { special } : {}),
    };
    const wrong = domainProblem(input);
    if (wrong) complain(`inputs.${spec.name}.domain`, wrong);
    return input;
  });
  const outputs = tensors('outputs');
  const declared = header.work ? declaredWork(header.work, dims, complain) : moduleWork(problem, caseName, inputs);
  const counted = header.work ? {} : { counted: true };
  const work = declared ? { ...workOf(declared, inputs, complain), ...counted } : null;
  const reduction =
    header.reduction === undefined
      ? moduleReduction(problem, caseName, outputs)
      : sizeOf(header.reduction, dims, 'reduction', complain);
  if (reduction !== null && reduction < 1) complain('reduction', `Expected at least 1 but found ${reduction}.`);
  if (problems.length > 0) fail(`${path} (case ${caseName})`, problems);
  return {
    name: problem.name,
    caseName,
    caseIndex,
    dims,
    constants: header.constants ?? {},
    inputs,
    outputs,
    tolerance: header.tolerance ?? null,
    reduction,
    precision: header.precision ?? null,
    work,
  };
}

/** A problem at one of its cases. Throws `bad-option` for a case that it does not have. */
export function atCase(problem: Problem, caseName: string = fullCase): LoadedProblem {
  const names = Object.keys(problem.cases);
  const index = names.indexOf(caseName);
  const dims = problem.cases[caseName];
  if (index < 0 || !dims) {
    const known = names.join(', ');
    throw new WarpsmithError(
      'bad-option',
      `Expected one of the cases ${known} of ${problem.path} but found "${caseName}".`,
    );
  }
  return { problem, contract: contractOf(problem, caseName, index, dims) };
}

/**
 * A problem at dims that are none of its cases; `index` tells several of them apart. Throws `bad-problem` when its sizes
 * cannot be worked out there.
 */
export function atUnseen(problem: Problem, dims: Record<string, number>, index: number): LoadedProblem {
  return { problem, contract: contractOf(problem, unseenCase, Object.keys(problem.cases).length + index, dims) };
}

/** The reference's own plan. */
export function referencePlanHeader(problem: Problem): PlanHeader {
  const { workspace, tensorMaps, launch } = problem.header;
  return {
    launch,
    ...(workspace ? { workspace } : {}),
    ...(tensorMaps ? { tensorMaps } : {}),
  };
}
