/** What the throughput bench measures. */
import type { LoadedProblem } from '../lib/problem/problem.js';
import { type CorpusEntry, corpus, fresh } from './corpus/corpus.js';

export type Entry = Pick<CorpusEntry, 'name' | 'problem' | 'source' | 'expected'>;
export type Expected = CorpusEntry['expected'];

export interface Job {
  name: string;
  source: string;
  inputs: LoadedProblem;
  entry: Entry;
  /** When it was asked for, on performance.now()'s clock. */
  beganMs: number;
}

export interface Corpus {
  corpus: (seed: number) => Entry[];
  /** The same entry as no cache has met it. */
  fresh: (entry: Entry, salt: string) => Entry;
}

export const wholeCorpus: Corpus = { corpus, fresh };
