/**
 * The safe run's corpora beside the simulator's: kernels with one fault each, and right candidates whose full sizes are
 * those that a GPU works on for 0.05 to some 20 ms.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { packagePath } from '../../lib/package_root.js';
import { type Problem, loadProblem } from '../../lib/problem/problem.js';
import { type CorpusFile, readFolder } from '../sim/corpus.js';

/** Kernels with one fault each, by name. */
export function safeFaultyFiles(): CorpusFile[] {
  return readFolder('safe', 'faulty');
}

export interface RightCandidate {
  /** Such as "gemm_f32/tiled16". */
  name: string;
  source: string;
  problem: Problem;
}

/** The file in a folder of candidates that is their problem; without it the folder is named after a built-in one. */
const problemFile = 'problem.cu';

/** Right candidates from plain to warp-specialised, by name. */
export function rightCandidates(): RightCandidate[] {
  const root = packagePath('test', 'safe', 'right');
  return readdirSync(root)
    .sort()
    .flatMap((folder) => {
      const own = packagePath('test', 'safe', 'right', folder, problemFile);
      const problem = loadProblem(existsSync(own) ? own : folder);
      return readdirSync(packagePath('test', 'safe', 'right', folder))
        .filter((file) => file.endsWith('.cu') && file !== problemFile)
        .sort()
        .map((file) => ({
          name: `${folder}/${file.slice(0, -'.cu'.length)}`,
          source: readFileSync(packagePath('test', 'safe', 'right', folder, file), 'utf8'),
          problem,
        }));
    });
}
