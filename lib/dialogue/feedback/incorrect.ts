import { type FamilyName, familyPhrases } from '../../problem/families/families.js';
import type { Mismatch, OutsideWrite, VerdictOf } from '../../verify/verdict.js';
import { outputView as printedView } from './output.js';
import { clip, digits, dimsText, firstOf, percent } from '../../format/quantities.js';

const mostOutputs = 4;
const mostPatterns = 6;
const mostSamples = 8;

/** The slots of prompts/feedback/incorrect.md. */
export function incorrectView(verdict: VerdictOf<'incorrect'>): object {
  // An output that nobody writes may well be why others are wrong.
  const mismatches = verdict.mismatches.toSorted((a, b) => unwrittenShare(b) - unwrittenShare(a));
  const { shown, more } = firstOf(mismatches, mostOutputs);
  return {
    trial: verdict.trial + 1,
    laterTrial: verdict.trial > 0 && verdict.failed === 'correct',
    repeated: verdict.failed === 'repeatable',
    timed: verdict.failed === 'time',
    family: phraseOf(verdict.family),
    outputs: shown.map(outputView),
    more,
    dims: dimsText(verdict.problem.dims),
    ...printedView(verdict),
    outside: (verdict.outsideWrites ?? []).map(outsideText),
    changed: verdict.inputsChanged.length > 0 ? { names: verdict.inputsChanged.join(', ') } : null,
  };
}

function unwrittenShare({ unwritten, total }: Mismatch): number {
  return total === 0 ? 0 : unwritten / total;
}

/** What the inputs were; null for those of the problem's own fill. */
function phraseOf(family: string | undefined): string | null {
  if (family === undefined || family === 'declared' || !Object.hasOwn(familyPhrases, family)) return null;
  return familyPhrases[family as FamilyName];
}

function outsideText({ tensor, side, bytes, distance }: OutsideWrite): string {
  return `${bytes} bytes ${side} ${tensor}, the nearest at ${distance} bytes from it`;
}

function outputView(mismatch: Mismatch): object {
  const { relative, absolute, kind, why } = mismatch.tolerance;
  return {
    output: mismatch.output,
    type: `${mismatch.dtype} [${mismatch.shape.join(', ')}]`,
    wrong: mismatch.wrong,
    total: mismatch.total,
    share: percent(mismatch.total === 0 ? 0 : mismatch.wrong / mismatch.total),
    largestError: number(mismatch.largestError),
    tolerance: kind === 'exact' ? 'none' : `${digits(relative, 3)} × |expected| + ${digits(absolute, 3)}`,
    why: why === undefined ? null : { sentence: why },
    unwritten: mismatch.unwritten,
    allUnwritten: mismatch.unwritten > 0 && mismatch.unwritten === mismatch.total,
    nan: mismatch.nan,
    patterns: firstOf(mismatch.pattern, mostPatterns).shown.map((sentence) => ({ sentence: clip(sentence, 300) })),
    samples: firstOf(mismatch.samples, mostSamples).shown.map((sample) => ({
      index: `[${sample.index.join(', ')}]`,
      actual: number(sample.actual),
      expected: number(sample.expected),
    })),
    hasSamples: mismatch.samples.length > 0,
  };
}

/** Text is an i64 or no finite number, and stays as it is. */
function number(value: number | string): string {
  return typeof value === 'string' ? value : digits(value, 7);
}
