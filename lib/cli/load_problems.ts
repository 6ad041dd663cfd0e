/** The problems of a run. */
import { basename } from 'node:path';
import { WarpsmithError, type ErrorCode, hasCode } from '../errors.js';
import { loadProblem, type Problem } from '../problem/problem.js';
import type { RunOptions } from '../search/run_options.js';
import { moduleNameText, readModuleName } from '../torch/module_name.js';
import { loadTorchProblem } from '../torch/torch_problem.js';
import type { Console } from './console.js';

export interface LoadHow {
  /** The Python that has PyTorch; by default the one that is found. */
  python?: string | undefined;
  /** Of one answer of PyTorch about a module. */
  moduleDeadlineMs?: number | undefined;
  /** Whether a module may round to TF32. */
  tf32?: boolean | undefined;
  signal?: AbortSignal | undefined;
}

/** A module that can't be a problem. */
export interface LeftOut {
  problem: string;
  code: ErrorCode;
  message: string;
}

export interface LoadedSet {
  /** Of `problems`, in their order. */
  names: string[];
  problems: Problem[];
  leftOut: LeftOut[];
}

/** What is wrong with one module and says nothing of the next. */
const ownErrors: readonly ErrorCode[] = ['bad-module', 'bad-problem', 'device-out-of-memory', 'torch-failed'];

/** A built-in problem, a .cu file, or `FILE.py[:Model]`. Rejects as loadProblem and loadTorchProblem do. */
export async function loadNamed(name: string, { python, moduleDeadlineMs, tf32, signal }: LoadHow): Promise<Problem> {
  const module = readModuleName(name);
  if (!module) return loadProblem(name);
  return loadTorchProblem(module.file, {
    ...(module.model === null ? {} : { model: module.model }),
    ...(python === undefined ? {} : { python }),
    ...(moduleDeadlineMs === undefined ? {} : { deadlineMs: moduleDeadlineMs }),
    ...(tf32 === undefined ? {} : { tf32 }),
    signal,
  });
}

/** The file's own name, for people. */
export function shortName(name: string): string {
  const module = readModuleName(name);
  return module ? moduleNameText({ ...module, file: basename(module.file, '.py') }) : basename(name, '.cu');
}

/**
 * Loads each. A module that can't be used is told of and left out where there is another problem. Rejects with
 * `bad-option` when two have one name, for journal, candidates and best kernels go by it, and as loadNamed does.
 */
export async function loadProblems(names: readonly string[], how: LoadHow, console: Console): Promise<LoadedSet> {
  const set: LoadedSet = { names: [], problems: [], leftOut: [] };
  let failure: { error: unknown } | null = null;
  for (const [index, name] of names.entries()) {
    console.progress(`loading ${shortName(name)} (${index + 1} of ${names.length})`);
    try {
      set.problems.push(await loadNamed(name, how));
      set.names.push(name);
    } catch (error) {
      const isOwn = readModuleName(name) !== null && ownErrors.some((code) => hasCode(error, code));
      if (!isOwn || !(error instanceof WarpsmithError) || names.length === 1) throw error;
      failure ??= { error };
      set.leftOut.push({ problem: name, code: error.code, message: error.message });
      console.note(`${shortName(name)} is left out: ${error.message}`);
    }
  }
  if (set.problems.length === 0 && failure) throw failure.error;
  const seen = new Set<string>();
  for (const { name } of set.problems) {
    if (seen.has(name)) {
      throw new WarpsmithError('bad-option', `Expected each problem once but found ${name} twice. Leave one out.`);
    }
    seen.add(name);
  }
  return set;
}

/** Those of a run that goes on. Rejects with `bad-problem` for one that is not as it was, and as loadNamed does. */
export async function loadAgain(
  { problems: names, sha256: known = [] }: Pick<RunOptions, 'problems' | 'sha256'>,
  how: LoadHow,
  console: Console,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [index, name] of names.entries()) {
    console.progress(`loading ${shortName(name)} (${index + 1} of ${names.length})`);
    const problem = await loadNamed(name, how);
    if (known[index] !== undefined && known[index] !== problem.sha256) {
      const what = problem.torch ? `${problem.path}, and what PyTorch makes of it,` : problem.path;
      const message = `Expected ${what} to be as when the run began but found it changed.`;
      throw new WarpsmithError('bad-problem', `${message} Put it back as it was, or begin a new run.`);
    }
    problems.push(problem);
  }
  return problems;
}
