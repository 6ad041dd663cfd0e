/** A candidate made of a solution in Python whose CUDA is compiled with `load_inline`, as other harnesses have them. */
import { basename } from 'node:path';
import { WarpsmithError } from '../errors.js';
import { issuesOf } from '../format/header.js';
import { type PlanHeader, planHeaderSchema } from '../format/schema.js';
import { type Problem, atCase } from '../problem/problem.js';
import { CudaSource } from './cuda_source.js';
import { deviceText } from './device_text.js';
import { type Setting, followModule, settingOf } from './follow_module.js';
import { nullParameters, plainName } from './null_parameters.js';
import { headerText, planHeader } from './plan_header.js';
import { type Solution, readSolution } from './solution.js';

export interface ImportOptions {
  /** Take this case's sizes as numbers: what depends on sizes can be followed then, and the candidate is for them alone. */
  case?: string;
  /** A Python 3; PyTorch is not needed. By default $WARPSMITH_PYTHON, else python3. */
  python?: string;
}

export interface Imported {
  /** The candidate: header and device code. */
  source: string;
  header: PlanHeader;
  /** What whoever judges it should know, in sentences. */
  notes: string[];
}

/**
 * Reads kernels and launches off a solution. Nothing of it is run. Rejects with `bad-file`, with line and remedy, where a
 * launch plan cannot be derived; with `bad-option` for a case that the problem does not have; with `no-torch` without Python.
 */
export async function importCandidate(file: string, problem: Problem, options: ImportOptions = {}): Promise<Imported> {
  const { python } = options;
  const solution = await readSolution(file, { python });
  const own = problem.torch
    ? {
        file: problem.torch.file,
        solution: await readSolution(problem.torch.file, { model: problem.torch.model, sizes: true, python }),
      }
    : null;
  return candidateOf({ file, solution }, own, problem, options);
}

/** @param own the problem's own file, where it is a PyTorch module. */
export function candidateOf(
  { file, solution }: { file: string; solution: Solution },
  own: { file: string; solution: Solution } | null,
  problem: Problem,
  options: Pick<ImportOptions, 'case'> = {},
): Imported {
  if (solution.extensions.length === 0) {
    const message = `${file}: Expected CUDA in a call of load_inline but found none. Only such files can be imported.`;
    throw new WarpsmithError('bad-file', message);
  }
  const cases = options.case === undefined ? Object.keys(problem.cases) : [options.case];
  const contracts = cases.map((name) => atCase(problem, name).contract);
  const setting: Setting = settingOf(contracts, argumentNames(own?.solution, problem), options.case !== undefined);
  const cuda = CudaSource.read(solution.extensions, file);
  const followed = followModule({ solution, file, cuda }, own, setting);
  const { header: derived, fills, notes: ofPlan } = planHeader(followed, contracts, file);
  const pinned = Object.entries(followed.dims).map(([name, size]) => `${name} = ${size}`);
  const notes = [...followed.notes, ...ofPlan];
  if (pinned.length > 0) notes.push(`Only for ${pinned.join(', ')}, as at all cases: the host code asks for it.`);
  const claimed = options.case === undefined ? followed.dims : (contracts[0]?.dims ?? {});
  const dims = Object.keys(claimed).length > 0 ? { dims: claimed } : {};
  const header = checked({ ...dims, ...derived }, file);
  const launched = followed.events.flatMap((event) => (event.kind === 'launch' ? [event.kernel] : []));
  const kernels = new Set(launched.map(plainName));
  const nulls = nullParameters(followed.events, file);
  const device = deviceText(cuda.parts, kernels, nulls, file);
  const flags = solution.extensions.flatMap((extension) => extension.flags.filter((flag) => flag.includes('fast')));
  if (flags.length > 0)
    notes.push(`The compiler's ${flags.join(' ')} is not taken over: results are more precise, and may be slower.`);
  const origin = `# Imported from ${basename(file).replaceAll(/[^\w.+-]/g, '_')}.`;
  const source = `/*---\n${origin}\n${headerText(header)}---*/\n${device}${fills === '' ? '' : `\n${fills}`}`;
  return { source, header, notes };
}

/** The reference's arguments by name; null where the problem is no module, whose inputs go by their order. */
function argumentNames(own: Solution | undefined, problem: Problem): string[] | null {
  const forward = own?.model?.methods.forward;
  if (!forward) return null;
  const known = new Set([
    ...Object.keys(problem.header.inputs),
    ...Object.keys(problem.header.constants ?? {}),
    ...Object.keys(problem.header.dims),
  ]);
  const names = forward.parameters.map(({ name }) => name);
  return names.every((name) => known.has(name)) ? names : null;
}

function checked(header: object, file: string): PlanHeader {
  const parsed = planHeaderSchema.safeParse(header);
  if (parsed.success) return parsed.data;
  const lines = issuesOf(parsed.error).map(({ where, message }) => `  ${where}: ${message}`);
  const message = `${file}: Expected a launch plan but what the file does makes none:\n${lines.join('\n')}`;
  throw new WarpsmithError('bad-file', message);
}
