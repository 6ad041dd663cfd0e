/** The problem that a command is about: by name, from a file of kernels, or a PyTorch module. */
import { WarpsmithError } from '../errors.js';
import type { Problem } from '../problem/problem.js';
import { kernelBenchFile } from '../torch/kernelbench.js';
import { loadTorchProblem } from '../torch/torch_problem.js';
import type { Console } from './console.js';

export interface ProblemChoice {
  /** FILE.py[:Model] */
  torch?: string;
  /** A checkout's folder, with `level` and `problem`. */
  kernelbench?: string;
  level?: number;
  problem?: number;
  python?: string;
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

/** The one that an option names. Rejects with `bad-option`, and as `loadTorchProblem` does. */
export async function chosenProblem(choice: ProblemChoice, console: Console): Promise<Problem> {
  const { torch, kernelbench, level, problem, python, tf32 } = choice;
  if (torch !== undefined && kernelbench !== undefined) {
    throw new WarpsmithError('bad-option', 'Expected --torch or --kernelbench but found both. Leave one out.');
  }
  const { file, model } = kernelbench === undefined ? fileOf(torch ?? '') : chosenOf(kernelbench, level, problem);
  console.progress('starting PyTorch');
  return loadTorchProblem(file, {
    ...(model === null ? {} : { model }),
    ...(python === undefined ? {} : { python }),
    ...(tf32 === undefined ? {} : { tf32 }),
  });
}

function fileOf(words: string): { file: string; model: string | null } {
  const [, file = words, model = null] = /^(.*\.py):([A-Za-z_]\w*)$/.exec(words) ?? [];
  return { file, model };
}

function chosenOf(folder: string, level?: number, problem?: number): { file: string; model: null } {
  if (level === undefined || problem === undefined) {
    throw new WarpsmithError(
      'bad-option',
      'Expected --kernelbench with --level and --problem, such as --level 1 --problem 19.',
    );
  }
  return { file: kernelBenchFile(folder, level, problem), model: null };
}
