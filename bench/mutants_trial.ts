/** What is said of an original and of a mutant, and what can judge them. */
import type { Outcome } from '../lib/verify/verdict.js';
import { type Mutant, type Mutation, mutate } from './mutants_operators.js';
import type { RightSubject } from './safe_subjects.js';

export type Fate =
  /** It does not compile, or its plan does not hold. */
  | 'stillborn'
  /** The same bits as the original everywhere. */
  | 'equivalent'
  /** Refused before its outputs were compared. */
  | 'unsafe'
  /** The device could not run it. */
  | 'unjudged'
  /** It took the device from the process that judged it, or ended that process. */
  | 'lost'
  | 'compared';

/** In their order: the original is looked at once in a process, when one of its mutants first needs it. */
export type Stage = 'original' | 'verdict' | 'comparison' | 'verdict, all families';

/** The stage that begins, and the verdict if there is one by then. */
export interface Progress {
  stage: Stage;
  outcome: Outcome | null;
}

export interface Trial {
  subject: string;
  mutant: Omit<Mutant, 'source' | 'from' | 'to' | 'text'>;
  fate: Fate;
  /** Null when the mutant was lost before there was a verdict. */
  outcome: Outcome | null;
  /** Judges that caught it, warpsmith among them. */
  caught: string[];
  /** Of a lost one. */
  lost?: { stage: Stage; words: string };
}

export interface OriginalReport {
  /** In words why it is of no use here; null when it is fit. */
  unfit: string | null;
  /** Judges that refuse it. */
  refused: string[];
}

export interface Judging {
  original(subject: RightSubject): Promise<OriginalReport>;
  /** Of an original that is fit. */
  mutant(subject: RightSubject, mutation: Mutation): Promise<Trial>;
  close(): Promise<void>;
}

/** Which mutant it is. */
export function toldOf({ name, source }: RightSubject, mutation: Mutation): Pick<Trial, 'subject' | 'mutant'> {
  const { group, operator, line, before, after } = mutate(source, mutation);
  return { subject: name, mutant: { group, operator, line, before, after } };
}

/** Why an original is unfit that is lost itself. */
export function lostOriginal(words: string): string {
  return `it took the device from its process: ${words}`;
}
