/** The problems that a command is about: by name, from a file of kernels, or PyTorch modules. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { WarpsmithError } from '../errors.js';
import type { Problem } from '../problem/problem.js';
import { kernelBenchFiles } from '../torch/kernelbench.js';
import { moduleNameText, readModuleName } from '../torch/module_name.js';
import { type ProblemNumbers, onlyNumber } from '../torch/problem_numbers.js';
import type { Console } from './console.js';
import { type LoadHow, loadNamed, shortName } from './load_problems.js';

export interface KernelBenchChoice {
  /** A checkout's folder, with `level` and `problem`. */
  kernelbench?: string;
  level?: number;
  problem?: ProblemNumbers;
}

/** How PyTorch is started and asked, as options say it. */
export interface HelperChoice {
  python?: string;
  /** Seconds. */
  moduleDeadline?: number;
}

export interface ProblemChoice extends KernelBenchChoice, HelperChoice {
  /** FILE.py[:Model] */
  torch?: string;
  /** Whether the module may round to TF32. */
  tf32?: boolean;
}

/** Throws `bad-option` for too few words, or too many. */
export function wordsOf(
  words: readonly string[],
  { torch, kernelbench }: ProblemChoice,
): { problemName: string | null; candidatePath: string } {
  const named = torch === undefined && kernelbench === undefined;
  const [first = '', second] = words;
  if (named && words.length === 2) return { problemName: first, candidatePath: second ?? '' };
  if (!named && words.length === 1) return { problemName: null, candidatePath: first };
  const expected = named ? 'a problem and a candidate' : 'a candidate alone, as an option names the problem,';
  throw new WarpsmithError('bad-option', `Expected ${expected} but found: ${words.join(' ')}.`);
}

/** Whether several problems of KernelBench are meant, or a folder with candidates for them. */
export function namesSet(words: readonly string[], { kernelbench, problem }: ProblemChoice): boolean {
  if (kernelbench === undefined || problem === undefined) return false;
  const [folder = ''] = words;
  return onlyNumber(problem) === null || (statSync(folder, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/** The one that an option names. Rejects with `bad-option`, and as `loadTorchProblem` does. */
export async function chosenProblem(choice: ProblemChoice, console: Console): Promise<Problem> {
  const { torch, kernelbench, tf32 } = choice;
  if (torch !== undefined && kernelbench !== undefined) {
    throw new WarpsmithError('bad-option', 'Expected --torch or --kernelbench but found both. Leave one out.');
  }
  const [name = '', ...more] = torch === undefined ? [...chosenFiles(choice).values()] : [namedModule(torch)];
  if (more.length > 0) {
    throw new WarpsmithError('bad-option', `Expected --problem with one number here but found ${1 + more.length}.`);
  }
  console.progress(`loading ${shortName(name)} in PyTorch`);
  return loadNamed(name, { ...helperHow(choice), tf32 });
}

/** What an option leaves out is left out here. */
export function helperHow({ python, moduleDeadline }: HelperChoice): Pick<LoadHow, 'python' | 'moduleDeadlineMs'> {
  return {
    ...(python === undefined ? {} : { python }),
    ...(moduleDeadline === undefined ? {} : { moduleDeadlineMs: moduleDeadline * 1000 }),
  };
}

/** The name of a `--torch` with the whole path, so that it means the same from another folder. Throws `bad-option`. */
export function namedModule(words: string): string {
  const name = readModuleName(words);
  if (name) return moduleNameText({ ...name, file: resolve(name.file) });
  throw new WarpsmithError(
    'bad-option',
    `Expected --torch with FILE.py, or FILE.py:Class for another class than Model, but found "${words}".`,
  );
}

/** KernelBench's files that the options name, by their numbers. Throws `bad-option` and `bad-file`. */
export function chosenFiles({ kernelbench, level, problem }: KernelBenchChoice): Map<number, string> {
  if (kernelbench === undefined || level === undefined || problem === undefined) {
    throw new WarpsmithError(
      'bad-option',
      'Expected --kernelbench with --level and --problem, such as --level 1 --problem 19, 1-20,23 or all.',
    );
  }
  return kernelBenchFiles(resolve(kernelbench), level, problem);
}
