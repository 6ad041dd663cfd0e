/** A problem whose reference is a PyTorch module: `FILE.py` with a class, `get_inputs` and, where it takes some, `get_init_inputs`. */
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { WarpsmithError, messageOf } from '../errors.js';
import type { Fill } from '../format/schema.js';
import { type Problem, atCase, fullCase, sha256 } from '../problem/problem.js';
import { type ProblemHeader, problemName } from '../problem/schema.js';
import type { TorchOrigin } from '../problem/torch_source.js';
import { type DescribedCase, nameSizes } from './case_dims.js';
import { checkDeadline } from '../verify/options.js';
import { helperOf } from './helpers.js';
import { fillOf, isFree } from './input_fills.js';
import { freeArguments } from './free_arguments.js';
import type { DescribedInput, Description } from './protocol.js';
import type { AskOptions, TorchHelper } from './torch_helper.js';

export interface TorchProblemOptions {
  /** The class; default "Model". */
  model?: string;
  /** The Python that has torch; by default $WARPSMITH_PYTHON, else python3. */
  python?: string;
  /**
   * What the module computes in, whatever its tensors are; by default f64 where a GPU has the memory for it, else f32. With
   * `tf32` f32.
   */
  precision?: 'f32' | 'f64';
  /**
   * Whether the module may round the operands of products and convolutions to TF32 on a GPU, and candidates with it; default
   * false. Goes with f32 only.
   */
  tf32?: boolean;
  /** What verdicts and journals call it; by default it follows from the file's name. */
  name?: string;
  /**
   * Milliseconds that PyTorch may take for one answer about the module, now and in each trial; default 600,000. After them
   * the helper process is ended: a module that hangs can't be stopped otherwise.
   */
  deadlineMs?: number;
  /** Fired while the module runs, it ends the helper process as well. */
  signal?: AbortSignal | undefined;
}

/** What the simulator does in a second or two and, where nothing as small will do, in ten. */
const smallLimits = [
  { mostElements: 2 ** 14, mostOperations: 4e6 },
  { mostElements: 2 ** 16, mostOperations: 2e7 },
];
const smallCase = 'small';

/**
 * The case `full` has the file's own sizes, `small` reduced ones at which every dimension keeps its role. Parameters and
 * buffers are inputs behind the arguments of `forward`; numbers among the arguments are constants.
 *
 * Rejects with `bad-file`, `bad-option` for TF32 in f64 and for a deadline that is none, `no-torch`, `bad-module` when the
 * file's code does not do, `device-out-of-memory`, `torch-failed`, or `aborted`.
 */
export async function loadTorchProblem(file: string, options: TorchProblemOptions = {}): Promise<Problem> {
  const path = resolve(file);
  const bytes = readSource(path);
  const source = bytes.toString('utf8');
  const { model = 'Model', python = null, tf32 = false, name = nameOf(path, model), signal } = options;
  const { precision = tf32 ? 'f32' : null, deadlineMs } = options;
  if (tf32 && precision !== 'f32') {
    throw new WarpsmithError(
      'bad-option',
      `Expected the precision f32 with TF32, which f64 has nothing of, but found ${precision}. Leave one out.`,
    );
  }
  if (deadlineMs !== undefined) checkDeadline('deadlineMs', deadlineMs);
  const helper = await helperOf(python);
  const asking = { timeoutMs: deadlineMs, signal };
  const cases = await describeCases(helper, { file: path, model }, asking);
  const [full] = cases;
  if (!full) throw new Error('Expected the full case.');
  const { described } = full;
  const { dims, constants, shapes } = nameSizes(cases);
  for (const { name: constant, value } of described.constants) {
    if (!(constant in (dims[fullCase] ?? {}))) constants[constant] ??= value;
  }
  const free = await freeArguments(helper, { file: path, model, case: cases.at(-1) ?? full, asking });
  const inputs: ProblemHeader['inputs'] = {};
  for (const input of described.inputs) {
    const fill = fillOf(input);
    inputs[input.name] = {
      type: input.dtype,
      shape: shapes.get(input.name) ?? input.shape,
      ...(fill ? { fill } : {}),
      ...(isFree(input) || free.has(input.name) ? { domain: 'any' as const } : {}),
    };
  }
  const outputs: ProblemHeader['outputs'] = {};
  for (const { name: output, dtype, shape } of described.outputs) {
    outputs[output] = { type: dtype, shape: shapes.get(output) ?? shape };
  }
  const summary = described.doc === '' ? `The PyTorch module ${model} of ${basename(path)}.` : described.doc;
  const header: ProblemHeader = {
    name,
    summary,
    dims: dims[fullCase] ?? {},
    constants,
    inputs,
    outputs,
    ...(tf32 ? { precision: 'tf32' } : {}),
    launch: [],
  };
  const ofCases = <T>(pick: (each: Description) => T): Record<string, T> =>
    Object.fromEntries(cases.map((each) => [each.name, pick(each.described)]));
  const problem: Problem = {
    name,
    summary,
    path,
    source,
    sha256: sha256(JSON.stringify([source, model, precision, dims, ...(tf32 ? ['tf32'] : [])])),
    header,
    cases: dims,
    torch: {
      file: path,
      sha256: sha256(bytes),
      model,
      python,
      ...(deadlineMs === undefined ? {} : { deadlineMs }),
      precision,
      ...(tf32 ? { tf32 } : {}),
      sizes: ofCases(({ sizes }) => sizes),
      operations: ofCases(({ operations }) => operations),
      fills: ofCases(({ inputs: each }) => fillsOf(each)),
      origins: originsOf(described),
      made: described.inputs.filter((input) => fillOf(input) === null).map((input) => input.name),
    },
  };
  for (const each of cases) atCase(problem, each.name);
  return problem;
}

function originsOf({ inputs, constants }: Description): Record<string, TorchOrigin> {
  return Object.fromEntries([
    ...inputs.map(({ name, from, path }) => [name, { from, path }] as const),
    ...constants.map(({ name, argument }) => [name, { from: 'argument', path: argument }] as const),
  ]);
}

function fillsOf(inputs: readonly DescribedInput[]): Record<string, Fill> {
  return Object.fromEntries(
    inputs.flatMap((input) => {
      const fill = fillOf(input);
      return fill ? [[input.name, fill]] : [];
    }),
  );
}

async function describeCases(
  helper: TorchHelper,
  module: { file: string; model: string },
  asking: AskOptions,
): Promise<DescribedCase[]> {
  const full = { name: fullCase, described: await helper.describe({ ...module, sizes: {} }, asking) };
  for (const limits of smallLimits) {
    const { sizes } = await helper.reduce({ ...module, ...limits, wanted: 1 }, asking);
    const [reduced] = sizes;
    if (!reduced) continue;
    const described = await helper.describe({ ...module, sizes: reduced }, asking);
    return [full, { name: smallCase, described }];
  }
  return [full];
}

function readSource(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new WarpsmithError('bad-file', `Expected a Python file with a module but found ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** "19_ReLU.py" is model_19_relu. */
function nameOf(path: string, model: string): string {
  const stem = basename(path).replace(/\.py$/, '');
  const words = stem
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  const name = problemName.test(words) ? words : `${model.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_')}_${words}`;
  return problemName.test(name) ? name : 'torch_module';
}
