/** Which mutations are tried, and in which order: seeded, every subject in turn. */
import { type Mutation, type MutationGroup, mutationsOf } from './mutants_operators.js';
import { type RightSubject, rightSubjects } from './safe_subjects.js';

/** Of the draw, and of every verdict. */
export const seed = 2026;

export interface Drawn {
  subject: RightSubject;
  mutation: Mutation;
}

/** The originals with `only` in their names, at their small sizes. The demo's answers need not be right. */
export function mutantSubjects(only: string): RightSubject[] {
  return rightSubjects(true, only).filter(({ name }) => !name.startsWith('demo/'));
}

/** Numbers in [0, 1): xorshift over 32 bits. */
function randomOf(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j]!, copy[i]!];
  }
  return copy;
}

/** All mutations of one group over all subjects: each subject's in its own random order, the subjects by turns. */
export function drawMutations(subjects: readonly RightSubject[], group: MutationGroup, seed: number): Drawn[] {
  const random = randomOf(seed);
  const queues = shuffled(subjects, random).map((subject) => {
    const own = mutationsOf(subject.source).filter((mutation) => mutation.group === group);
    return shuffled(own, random).map((mutation) => ({ subject, mutation }));
  });
  const longest = Math.max(0, ...queues.map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => queues.flatMap((queue) => queue[turn] ?? [])).flat();
}
