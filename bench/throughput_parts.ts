/** What the throughput bench measures and what it measures with. */
import type { LoadedProblem } from '../lib/problem/problem.js';
import type { Engine } from '../lib/verify/engine.js';
import type { Verdict } from '../lib/verify/verdict.js';

export type Expected = 'right' | 'wrong' | 'does not compile' | 'faulty';

export interface Entry {
  name: string;
  /** The path of its problem's .cu file. */
  problem: string;
  source: string;
  expected: Expected;
}

export interface Corpus {
  corpus: (seed: number) => Entry[];
  /** The same entry as no cache has met it. */
  fresh: (entry: Entry, salt: string) => Entry;
}

export interface Job {
  name: string;
  source: string;
  inputs: LoadedProblem;
  entry: Entry;
  /** When it was asked for, on performance.now()'s clock. */
  beganMs: number;
}

export type VerifyMany = (
  candidates: Iterable<Job>,
  options: { engine: Engine; trials: number; seed: number },
) => AsyncIterable<{ candidate: Job; index: number; verdict: Verdict }>;

export interface Parts extends Corpus {
  verifyMany: VerifyMany;
}

/** Rejects where one of them is missing. */
export async function loadParts(): Promise<Parts> {
  const modules = ['./corpus/corpus.js', '../lib/verify/verify_many.js'] as const;
  const [corpus, many] = (await Promise.all(modules.map((path) => import(path)))) as [
    Corpus,
    { verifyMany: VerifyMany },
  ];
  return { corpus: corpus.corpus, fresh: corpus.fresh, verifyMany: many.verifyMany };
}
