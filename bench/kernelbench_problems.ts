/** The problems of KernelBench's level 1 that the bench `kernelbench` goes through, each with a candidate. */
import { readFileSync } from 'node:fs';
import { packagePath } from '../lib/package_root.js';
import { type LoadedProblem, atCase, loadProblem } from '../lib/problem/problem.js';

export interface KernelBenchProblem {
  /** In KernelBench's level 1. */
  number: number;
  /** Of `bench/kernelbench/`: `problem.cu` and `candidate.cu`. */
  folder: string;
  /** Seconds that KernelBench's harness is about to take on an H100 with 16 cores, for `--minutes` and for the order. */
  aboutS: number;
  /** What its model's constructor takes, as a Python parameter list. */
  init?: string;
  /** What that does, as one line of Python. */
  setUp?: string;
  /** What its model's `forward` takes. */
  forward: string;
  /** The Python expression that each of our problem's inputs is given. */
  inputs: Record<string, string>;
}

/** The cheapest to the harness first: what is cut short has measured the most problems. */
export const kernelBenchProblems: readonly KernelBenchProblem[] = [
  {
    number: 54,
    folder: 'conv3d',
    aboutS: 65,
    init: 'channels, filters, size',
    setUp: 'self.layer = nn.Conv3d(channels, filters, (size, size, size), bias=False)',
    forward: 'x',
    inputs: { x: 'x', weight: 'self.layer.weight' },
  },
  { number: 1, folder: 'matmul', aboutS: 70, forward: 'a, b', inputs: { a: 'a', b: 'b' } },
  {
    number: 40,
    folder: 'layernorm',
    aboutS: 70,
    init: 'shape',
    setUp: 'self.layer = nn.LayerNorm(normalized_shape=shape)',
    forward: 'x',
    inputs: { x: 'x', weight: 'self.layer.weight', bias: 'self.layer.bias' },
  },
  {
    number: 67,
    folder: 'conv1d',
    aboutS: 90,
    init: 'channels, filters, size',
    setUp: 'self.layer = nn.Conv1d(channels, filters, size, bias=False)',
    forward: 'x',
    inputs: { x: 'x', weight: 'self.layer.weight' },
  },
  { number: 19, folder: 'relu', aboutS: 180, forward: 'x', inputs: { x: 'x' } },
  { number: 26, folder: 'gelu', aboutS: 180, forward: 'x', inputs: { x: 'x' } },
  { number: 23, folder: 'softmax', aboutS: 185, forward: 'x', inputs: { x: 'x' } },
  { number: 97, folder: 'attention', aboutS: 200, forward: 'q, k, v', inputs: { q: 'q', k: 'k', v: 'v' } },
  { number: 36, folder: 'rmsnorm', aboutS: 210, init: 'features', forward: 'x', inputs: { x: 'x' } },
  { number: 47, folder: 'sum_reduction', aboutS: 230, init: 'dim', forward: 'x', inputs: { x: 'x' } },
];

/** Those with these numbers, as "1,19"; all for an empty text. Throws for a number that is none of theirs. */
export function chosenProblems(only: string): KernelBenchProblem[] {
  const wanted = only.split(',').filter((word) => word.trim() !== '');
  const unknown = wanted.filter((word) => !kernelBenchProblems.some(({ number }) => number === Number(word)));
  if (unknown.length > 0) {
    const known = kernelBenchProblems.map(({ number }) => number).sort((a, b) => a - b);
    throw new Error(`Expected --only with some of the problems ${known.join(', ')} but found ${unknown.join(', ')}.`);
  }
  return kernelBenchProblems.filter(({ number }) => wanted.length === 0 || wanted.map(Number).includes(number));
}

export function loadKernelBenchProblem({ folder }: KernelBenchProblem, caseName: string): LoadedProblem {
  return atCase(loadProblem(packagePath('bench', 'kernelbench', folder, 'problem.cu')), caseName);
}

/**
 * The candidate with kernels of names that nobody has seen: neither a cache of sources nor one of PTX, as the driver's,
 * has what comes of it. `id` is made of letters and digits.
 */
export function freshCandidate({ folder }: KernelBenchProblem, id: string): string {
  const source = readFileSync(packagePath('bench', 'kernelbench', folder, 'candidate.cu'), 'utf8');
  return source.replaceAll(/\b(\w+)_fresh\b/g, `$1_${id}`);
}

/** Differs from call to call and from process to process. */
export function freshId(): string {
  return `f${process.pid.toString(36)}${process.hrtime.bigint().toString(36)}`;
}
