import type { SafetyFinding, SafetyPlace, VerdictOf } from '../../verify/verdict.js';
import { findingDetails, findingTitle } from '../../verify/finding_text.js';
import { clip, firstOf } from '../../format/quantities.js';
import { excerptLines } from './excerpt.js';
import { outputView } from './output.js';

const mostFindings = 4;

/** Advice by kind; each has a section in the prompt. */
const advised = [
  'out-of-bounds',
  'misaligned',
  'write-to-input',
  'uninitialised-read',
  'race',
  'barrier-divergence',
  'budget',
  'leftover',
] as const;

/** The slots of prompts/feedback/unsafe.md. */
export function unsafeView(verdict: VerdictOf<'unsafe'>): object {
  const { shown, more } = firstOf(verdict.findings, mostFindings);
  const kinds = new Set(verdict.findings.map(({ kind }) => kind));
  return {
    findings: shown.map(findingView),
    more,
    advice: Object.fromEntries(advised.map((kind) => [kind, kinds.has(kind)])),
    ...outputView(verdict),
  };
}

function findingView(finding: SafetyFinding): object {
  const { at, other } = finding;
  return {
    title: findingTitle(finding),
    excerpt: placeLines(at),
    details: findingDetails(finding).map((text) => ({ text: clip(text, 400) })),
    // The same line twice tells nothing new.
    otherExcerpt: other && other.line !== at.line ? placeLines(other) : [],
  };
}

function placeLines({ line, excerpt }: SafetyPlace): { text: string }[] {
  return excerptLines(line, excerpt);
}
