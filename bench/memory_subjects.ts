/** The candidates of the memory bench: fifty that come again and again, each time as a new source. */
import { loadProblem } from '../lib/problem/problem.js';
import { candidateFiles, problemOf } from '../test/gpu/candidate_files.js';
import { type Subject, faultySubjects, rightSubjects, smallest, wrongSubjects } from './soak_subjects.js';

/** Six in ten right, two wrong, one that does not compile, one faulty. */
const shares = { right: 30, wrong: 10, uncompilable: 5, faulty: 5 };

export const cycleLength = Object.values(shares).reduce((sum, count) => sum + count, 0);

function uncompilableSubjects(): Subject[] {
  return candidateFiles('uncompilable').map((file) => ({
    name: file.name,
    source: file.source,
    inputs: smallest(loadProblem(problemOf(file).name)),
    expected: { outcome: 'compile-error', finding: null },
    safe: true,
  }));
}

/** So many of a list, spread over it. */
function spread<T>(list: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]!);
}

/** The same fifty in the same order each time: what one round of them takes can be compared with another round. */
export function memorySubjects(): Subject[] {
  const kinds = [
    spread(rightSubjects(), shares.right),
    spread(wrongSubjects(), shares.wrong),
    spread(uncompilableSubjects(), shares.uncompilable),
    spread(faultySubjects(), shares.faulty),
  ];
  // Mixed: the i-th of n subjects of a kind stands at (i + 1/2) / n of the round.
  return kinds
    .flatMap((list) => list.map((subject, i) => ({ subject, at: (i + 0.5) / list.length })))
    .sort((a, b) => a.at - b.at)
    .map(({ subject }) => subject);
}
