/** Input families, and what passes without solving a problem, as people read them. */
import { type FamilyName, familyPhrases } from '../problem/families/families.js';
import type { Verdict, VerdictOf } from '../verify/verdict.js';

function isFamily(name: string): name is FamilyName {
  return Object.hasOwn(familyPhrases, name);
}

/** "trial 3, seed 45: tiny values (tiny)". A caller's own tensors are of no family. */
export function trialText({
  trial,
  trialSeed,
  family,
}: Pick<VerdictOf<'incorrect'>, 'trial' | 'trialSeed' | 'family'>): string {
  const inputs = family === undefined || !isFamily(family) ? '' : `: ${familyPhrases[family]} (${family})`;
  return `  trial ${trial + 1}, seed ${trialSeed}${inputs}`;
}

/** Which families a right candidate was run on. */
export function familyLines({ families = [], beyond = [] }: VerdictOf<'pass'>): string[] {
  if (families.length < 2) return [];
  const without =
    beyond.length > 0 ? `; no finite answer, or only roundings, and not held against it: ${beyond.join(', ')}` : '';
  return [`  inputs    ${families.join(', ')}${without}`];
}

/** What would pass the problem without solving it: then the verdict says little. */
export function degenerateLines({ degenerate = [] }: Verdict): string[] {
  return degenerate.map(({ sentence }) => `  degenerate ${sentence}`);
}

/** What the last line says of a degenerate problem. */
export function degenerateMark({ degenerate = [] }: Verdict): string {
  return degenerate.length > 0 ? ' (the problem is degenerate)' : '';
}
