import type { SafetyFinding, SafetyPlace, VerdictOf } from '../../verify/verdict.js';
import { findingDetails, findingTitle } from '../../verify/finding_text.js';
import { clip, firstOf } from '../../format/quantities.js';
import { simulatorId } from '../../verify/device.js';
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
  'heap',
  'leftover',
] as const;

/** The slots of prompts/feedback/unsafe.md. */
export function unsafeView(verdict: VerdictOf<'unsafe'>): object {
  const { shown, more } = firstOf(inOrder(verdict), mostFindings);
  // A GPU has a deadline where the simulator has a budget of instructions: the advice is the same.
  const kinds = new Set(verdict.findings.map(({ kind }) => (kind === 'deadline' ? 'budget' : kind)));
  return {
    simulated: verdict.device?.id === simulatorId,
    findings: shown.map(findingView),
    more,
    advice: Object.fromEntries(advised.map((kind) => [kind, kinds.has(kind)])),
    ...outputView(verdict),
  };
}

/**
 * What causes others goes first: an earlier launch before a later one, then a wrong address before what may come of it,
 * and what may be no fault of its own last.
 */
const causes: readonly SafetyFinding['kind'][] = [
  'out-of-bounds',
  'misaligned',
  'write-to-input',
  'heap',
  'stack-overflow',
  'trap',
  'barrier-divergence',
  'race',
  'uninitialised-read',
  'leftover',
  'budget',
  'deadline',
  'unsupported',
];

function inOrder({ findings, kernels }: VerdictOf<'unsafe'>): SafetyFinding[] {
  const launchOf = ({ kernel }: SafetyFinding): number => kernels.findIndex((launch) => launch.kernel === kernel);
  return findings.toSorted((a, b) => launchOf(a) - launchOf(b) || causes.indexOf(a.kind) - causes.indexOf(b.kind));
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
