import type { Verdict } from '../../verify/verdict.js';
import { clip } from '../../format/quantities.js';

/** What the candidate printed, as the slot `printed`; null when it printed nothing. */
export function outputView({ output }: Verdict): { printed: object | null } {
  if (output === undefined) return { printed: null };
  const lines = clip(output.trimEnd(), 1500).split('\n');
  return { printed: { lines: lines.map((text) => ({ text })) } };
}
