/** Candidates compiled into files, for the processes under Compute Sanitizer. */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readPlanHeader } from '../lib/candidate/candidate.js';
import { packagePath } from '../lib/package_root.js';
import { type LoadedProblem, fullCase } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import type { RightSubject } from './safe_subjects.js';
import type { CompiledFile } from './sanitizer_process.js';

/** The name of a file for a process: a subject's, with its corpus before it. */
export function fileName(corpus: 'faulty' | 'right', { name }: RightSubject): string {
  return `${corpus}/${name}`;
}

function caseOf({ problem, contract }: LoadedProblem): string {
  const found = Object.entries(problem.cases).find(
    ([, dims]) => JSON.stringify(dims) === JSON.stringify(contract.dims),
  );
  return found?.[0] ?? fullCase;
}

/** Compiles for a process under memcheck; resolves with the milliseconds that took. */
export async function compileFor(engine: Engine, folder: string, name: string, subject: RightSubject): Promise<number> {
  const { source, problem } = subject;
  const read = readPlanHeader(source);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  const kernels = read.header.launch.map(({ kernel }) => kernel);
  const started = performance.now();
  const result = await engine.compiler.compile({
    source,
    kernels,
    architecture: engine.architecture,
    deadlineMs: 60_000,
  });
  const ms = performance.now() - started;
  if (result.kind !== 'compiled') throw new Error(`${name} does not compile.`);
  const { cubin, kernels: found } = result.compiled;
  const path = relative(packagePath(), problem.problem.path).split('/');
  const compiled: CompiledFile = {
    cubin: Buffer.from(cubin).toString('base64'),
    kernels: [...found],
    problem: { path, case: caseOf(problem) },
    plan: read.header,
  };
  writeFileSync(join(folder, `${name.replaceAll('/', '-')}.json`), JSON.stringify(compiled));
  return ms;
}
