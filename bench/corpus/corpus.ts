/**
 * What a model writes over a run, for measuring throughput: candidates for the problems of `problems/`, of which six in ten
 * are right, two wrong, one does not compile and one breaks a rule of memory.
 */
import { randomBelow } from '../../lib/format/seeded.js';
import { packagePath } from '../../lib/package_root.js';
import { readPlanHeader } from '../../lib/candidate/candidate.js';
import { type Design, type Mistake, designs, write } from './design.js';

export type Expected = 'right' | 'wrong' | 'does not compile' | 'faulty';

export interface CorpusEntry {
  /** Such as "softmax/warp_per_row 2" or "softmax/warp_per_row wrong 1". */
  name: string;
  /** The problem's file: what `loadProblem` takes. */
  problem: string;
  source: string;
  expected: Expected;
  /** Which mistake it has; null for a right one. */
  because: string | null;
}

/** Of ten entries. */
export const shares: Record<Expected, number> = { right: 6, wrong: 2, 'does not compile': 1, faulty: 1 };

const kinds = Object.keys(shares) as Expected[];

function entriesOf(design: Design): CorpusEntry[] {
  const { name, variants, wrong, uncompilable, faulty } = design;
  const problem = packagePath('bench', 'corpus', 'problems', `${design.problem}.cu`);
  const mistaken = (expected: Expected, mistakes: readonly Mistake[]): CorpusEntry[] =>
    mistakes.map((mistake, i) => ({
      name: `${name} ${expected} ${i + 1}`,
      problem,
      source: write(design, variants[(mistake.variant ?? i) % variants.length] ?? {}, mistake),
      expected,
      because: mistake.why,
    }));
  return [
    ...variants.map((slots, i): CorpusEntry => {
      return { name: `${name} ${i + 1}`, problem, source: write(design, slots), expected: 'right', because: null };
    }),
    ...mistaken('wrong', wrong),
    ...mistaken('does not compile', uncompilable),
    ...mistaken('faulty', faulty),
  ];
}

/** Every candidate that the designs make, in their order: a few more than have a place in the shares. */
export function allEntries(): CorpusEntry[] {
  return designs().flatMap(entriesOf);
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const other = randomBelow(i + 1, seed, i);
    [result[i], result[other]] = [result[other] as T, result[i] as T];
  }
  return result;
}

/**
 * As many entries as there are for exact shares, in an order that the seed decides. The few that are left out differ
 * from seed to seed.
 * @param most for a shorter corpus; rounded down to tens.
 */
export function corpus(seed: number, most = Infinity): CorpusEntry[] {
  const mixed = shuffled(allEntries(), seed);
  const of = (kind: Expected): CorpusEntry[] => mixed.filter(({ expected }) => expected === kind);
  const tens = Math.min(Math.floor(most / 10), ...kinds.map((kind) => Math.floor(of(kind).length / shares[kind])));
  const chosen = new Set(kinds.flatMap((kind) => of(kind).slice(0, tens * shares[kind])));
  return mixed.filter((entry) => chosen.has(entry));
}

/**
 * The same candidate as no cache has met it: its kernels have other names, so that PTX and cubin differ as well as the
 * source. One that does not compile stays so.
 * @param salt letters, digits and _; the same one gives the same source.
 */
export function fresh<Entry extends Pick<CorpusEntry, 'name' | 'source'>>(entry: Entry, salt: string): Entry {
  if (!/^\w+$/.test(salt)) throw new Error(`Expected a salt of letters, digits and _ but found "${salt}".`);
  const read = readPlanHeader(entry.source);
  if ('problems' in read) throw new Error(`Expected ${entry.name} to have a plan.`);
  const kernels = new Set(read.header.launch.map(({ kernel }) => kernel.replace(/<.*$/s, '')));
  let { source } = entry;
  for (const kernel of kernels) source = source.replace(new RegExp(`\\b${kernel}\\b`, 'g'), `${kernel}_${salt}`);
  return { ...entry, name: `${entry.name} ${salt}`, source };
}
