/** The kernels whose times are repeated: from some 3 µs to some 15 ms, on either side of 20 µs. */
import { readFileSync } from 'node:fs';
import { packagePath } from '../lib/package_root.js';
import { type LoadedProblem, atCase, loadProblem } from '../lib/problem/problem.js';

export interface TimedSubject {
  problem: string;
  candidate: string;
  case: string;
}

const all: TimedSubject[] = [
  { problem: 'softmax', candidate: 'plain', case: 'small' },
  { problem: 'layernorm', candidate: 'fast', case: 'small' },
  { problem: 'vector_add', candidate: 'fast', case: 'full' },
  { problem: 'softmax', candidate: 'fast', case: 'full' },
  { problem: 'layernorm', candidate: 'fast', case: 'full' },
  { problem: 'cumsum', candidate: 'fast', case: 'full' },
  { problem: 'matmul', candidate: 'fast', case: 'full' },
  { problem: 'relu', candidate: 'fast', case: 'full' },
];

export function nameOf({ problem, candidate, case: name }: TimedSubject): string {
  return `${problem}/${candidate}, ${name}`;
}

/** Those with a text in their names, or with one of several that are separated by "|". */
export function timedSubjects(only = ''): TimedSubject[] {
  return all.filter((subject) => only.split('|').some((text) => nameOf(subject).includes(text)));
}

export function sourceOf({ problem, candidate }: TimedSubject): string {
  return readFileSync(packagePath('test', 'candidates', problem, `${candidate}.cu`), 'utf8');
}

export function problemOf({ problem, case: name }: TimedSubject): LoadedProblem {
  return atCase(loadProblem(problem), name);
}
