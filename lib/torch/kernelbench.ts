/** A user's checkout of KernelBench: `KernelBench/level1/19_ReLU.py` and so on. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { WarpsmithError, messageOf } from '../errors.js';
import { type ProblemNumbers, numbersIn } from './problem_numbers.js';

function levelFolder(checkout: string, level: number): string {
  return join(checkout, 'KernelBench', `level${level}`);
}

/** The numbers of a level's problems, in order. Throws `bad-file` when there is no such folder. */
export function kernelBenchProblems(checkout: string, level: number): number[] {
  return [...filesOf(checkout, level).keys()].sort((a, b) => a - b);
}

/** A problem's file. Throws `bad-file` when the checkout has none. */
export function kernelBenchFile(checkout: string, level: number, problem: number): string {
  const files = filesOf(checkout, level);
  const file = files.get(problem);
  if (file !== undefined) return join(levelFolder(checkout, level), file);
  const numbers = [...files.keys()];
  const found = numbers.length === 0 ? 'none' : `${Math.min(...numbers)} to ${Math.max(...numbers)}`;
  throw new WarpsmithError(
    'bad-file',
    `Expected problem ${problem} in ${levelFolder(checkout, level)} but found problems ${found}.`,
  );
}

/**
 * The files of those that are meant, by their numbers, in order. Throws `bad-file` when one that is named by itself is
 * missing, or when there is none at all.
 */
export function kernelBenchFiles(checkout: string, level: number, numbers: ProblemNumbers): Map<number, string> {
  const meant = numbersIn(numbers, kernelBenchProblems(checkout, level));
  if (meant.length === 0) {
    throw new WarpsmithError(
      'bad-file',
      `Expected problems in ${levelFolder(checkout, level)} but found none of those that are named.`,
    );
  }
  return new Map(meant.map((number) => [number, kernelBenchFile(checkout, level, number)]));
}

function filesOf(checkout: string, level: number): Map<number, string> {
  const folder = levelFolder(checkout, level);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw new WarpsmithError(
      'bad-file',
      `Expected --kernelbench with a checkout of KernelBench, which has the folder ${folder}, but found ${messageOf(error)}.`,
      { cause: error },
    );
  }
  return new Map(
    names.flatMap((name) => {
      const number = /^(\d+)_.*\.py$/.exec(name)?.[1];
      return number === undefined ? [] : [[Number(number), name]];
    }),
  );
}
