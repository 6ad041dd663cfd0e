/** Tells a candidate that a model has given before, however it is laid out and commented now. */
import { canonicalHash } from '../certificate/canonical.js';
import { bodyOf, parseHeader } from '../format/header.js';
import { plainCode } from './plain_code.js';

export interface EarlierCandidate {
  /** The turn that it was given in first. */
  turn: number;
  /** What came of it, as summary.ts says it. */
  summary: string;
}

/** The same for sources whose plans hold the same and whose code differs in comments and layout alone. */
export function sourceDigest(source: string): string {
  return canonicalHash([planOf(source), plainCode(bodyOf(source))]);
}

/** The candidates of a dialogue, or of several that share what they know. */
export class KnownCandidates {
  private readonly byDigest = new Map<string, EarlierCandidate>();

  /** Notes what came of a turn's candidate; of the same one given twice, the first turn counts. */
  add(source: string, { turn, summary }: EarlierCandidate): void {
    const digest = sourceDigest(source);
    if (!this.byDigest.has(digest)) this.byDigest.set(digest, { turn, summary });
  }

  /** The turn in which it was given before; null when it is new. */
  find(source: string): EarlierCandidate | null {
    return this.byDigest.get(sourceDigest(source)) ?? null;
  }
}

/** The header's data; the whole source where that is no YAML, for then nobody knows what it means. */
function planOf(source: string): unknown {
  try {
    return parseHeader(source);
  } catch {
    return source.trim();
  }
}
