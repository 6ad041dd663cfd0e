/** The problems of a checkout of KernelBench that a bench goes through, as modules that are judged beside. */
import { basename } from 'node:path';
import { WarpsmithError } from '../lib/errors.js';
import type { Problem } from '../lib/problem/problem.js';
import { kernelBenchFile, kernelBenchProblems } from '../lib/torch/kernelbench.js';
import { loadTorchProblem } from '../lib/torch/torch_problem.js';
import { type RivalOptions, defaultRivalOptions, pythonEnvironment } from './rival_options.js';

export interface ModuleProblem {
  level: number;
  number: number;
  file: string;
  /** Of the file, without its ending: "19_ReLU". */
  name: string;
}

/** What each record of such a bench is about. */
export function keyOf({ level, number }: Pick<ModuleProblem, 'level' | 'number'>): string {
  return `${level}/${number}`;
}

/**
 * The problems of these levels in their order, of those in `only` ("1,19") where it names some. Throws `bad-option` without
 * a checkout and for numbers that no level has, `bad-file` for a folder that is none.
 */
export function moduleProblems(checkout: string, levels: readonly number[], only: string): ModuleProblem[] {
  if (checkout === '') {
    throw new WarpsmithError('bad-option', 'Expected --kernelbench with a checkout of KernelBench but found none.');
  }
  const wanted = only.split(',').filter((word) => word.trim() !== '');
  const all = levels.flatMap((level) =>
    kernelBenchProblems(checkout, level).map((number) => {
      const file = kernelBenchFile(checkout, level, number);
      return { level, number, file, name: basename(file, '.py') };
    }),
  );
  const unknown = wanted.filter((word) => !all.some(({ number }) => number === Number(word)));
  if (unknown.length > 0) {
    const message = `Expected --only with numbers of problems of level ${levels.join(', ')} but found ${unknown.join(', ')}.`;
    throw new WarpsmithError('bad-option', message);
  }
  return all.filter(({ number }) => wanted.length === 0 || wanted.map(Number).includes(number));
}

/** Which Python's: the one that is given, else the one that is found; null for that. */
export function pythonOf({ python }: Pick<RivalOptions, 'python'>): string | null {
  return python === defaultRivalOptions.python ? null : python;
}

/** For helpers that this process starts: they have its environment. */
export function useModulesOf(options: Pick<RivalOptions, 'pythonPath'>): void {
  if (options.pythonPath !== '') process.env.PYTHONPATH = pythonEnvironment(options).PYTHONPATH;
}

/** Rejects as `loadTorchProblem`. */
export function loadModuleProblem({ file }: ModuleProblem, options: Pick<RivalOptions, 'python'>): Promise<Problem> {
  const python = pythonOf(options);
  return loadTorchProblem(file, python === null ? {} : { python });
}
