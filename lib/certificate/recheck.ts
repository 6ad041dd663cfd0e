/** Repeating what a certificate says: the same texts, seed and options, judged again and laid beside it. */
import { type Problem, parseProblem } from '../problem/problem.js';
import { simulatorId } from '../verify/device.js';
import { type AnyEngine, sharedEngine } from '../verify/engine.js';
import type { Isolation } from '../verify/isolation.js';
import { type VerifyOptions, settleOptions } from '../verify/options.js';
import type { Verdict } from '../verify/verdict.js';
import type { Certificate } from './certificate.js';
import { certify } from './certify.js';
import { type CaseComparison, type Difference, caseLabel, compareVerdicts } from './compare.js';
import { differencesOf } from './differences.js';
import { flawsOf, originOf } from './integrity.js';

export interface RecheckOptions {
  /** As for `verifyKernel`. */
  engine?: AnyEngine;
  device?: string;
  isolation?: Isolation;
  /** The problem to hold the candidate to; by default the one whose text is in the certificate. */
  problem?: Problem;
  signal?: AbortSignal;
  onProgress?: NonNullable<VerifyOptions['onProgress']>;
  onVerdict?: (verdict: Verdict) => void;
}

export interface Recheck {
  /**
   * "confirmed": all that was certified came again. "contradicted": something that matters did not, or the file is not in
   * one piece. "partly": what could be repeated came again, but not everything could be repeated here.
   */
  result: 'confirmed' | 'contradicted' | 'partly';
  /** A sentence each: what could not be repeated here, and what else to know before trusting the certificate. */
  remarks: string[];
  origin: ReturnType<typeof originOf>;
  /** Of the certificate as a whole: its hashes, and what it was made with. */
  differences: Difference[];
  /** The certified cases, in their order; null where one was not repeated. */
  cases: (CaseComparison | null)[];
  /** What the repetition would certify. */
  again: Certificate;
}

/**
 * Judges a certificate's candidate again with its seed and options, and compares field by field: what must be the same,
 * what may differ since the device, the driver, the compiler or warpsmith is another, and times by their intervals.
 * A certificate that contradicts itself, or was changed after it was written, is repeated all the same and told of.
 *
 * @throws WarpsmithError `bad-file` for what is no certificate, `bad-problem` for a problem text that cannot be used, and
 *   what `verifyAllCases` throws.
 */
export async function recheck(certificate: Certificate, options: RecheckOptions = {}): Promise<Recheck> {
  const { problem = problemOf(certificate), signal, onProgress, onVerdict } = options;
  const engine = options.engine ?? (await sharedEngine(options));
  const { candidate, seed } = certificate;
  const again = await certify(candidate.source, problem, {
    ...askedAgain(certificate),
    engine,
    seed,
    ...(candidate.name === null ? {} : { name: candidate.name }),
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
    ...(onVerdict ? { onVerdict } : {}),
  });
  return compareCertificates(certificate, again);
}

function problemOf({ problem }: Certificate): Problem {
  return parseProblem(problem.source, problem.file);
}

/** What verdicts record of the options has the options' own names, so that it can be asked for again. */
function askedAgain({ options: { trials, ...options } }: Certificate): VerifyOptions {
  const named: { [Name in keyof typeof options]: VerifyOptions[Name] | undefined } = options;
  // `undefined` is there in the types of optional fields only: JSON has none.
  return { ...(named as VerifyOptions), ...(trials === null ? {} : { trials }) };
}

/** The comparison alone, of two certificates that there are already. */
export function compareCertificates(certificate: Certificate, again: Certificate): Recheck {
  const made = madeDifferently(certificate, again);
  const flaws = flawsOf(certificate);
  const reasons = made.filter(({ path }) => path.startsWith('warpsmith.')).map(({ path }) => `${path} is another`);
  const cases = certificate.verdicts.map((certified) => {
    const found = again.verdicts.find((verdict) => isSameCase(verdict, certified));
    // A verdict that says nothing contradicts nothing.
    if (!found || found.outcome === 'unverified' || certified.outcome === 'unverified') return null;
    return compareVerdicts(certified, found, reasons);
  });
  const differences = [...flaws, ...made, ...problemDifference(certificate, again)];
  const all = [...differences, ...cases.flatMap((one) => one?.differences ?? [])];
  const missing = notRepeated(certificate, again, cases);
  const contradicted = all.some(({ matters }) => matters);
  const origin = originOf(certificate);
  return {
    result: contradicted ? 'contradicted' : missing.length > 0 ? 'partly' : 'confirmed',
    remarks: [...missing, ...remarksOn(certificate, origin)],
    origin,
    differences,
    cases,
    again,
  };
}

function isSameCase({ problem: a }: Verdict, { problem: b }: Verdict): boolean {
  const names = Object.keys(a.dims);
  return a.case === b.case && names.every((name) => a.dims[name] === b.dims[name]);
}

function madeDifferently({ warpsmith: then }: Certificate, { warpsmith: now }: Certificate): Difference[] {
  const why = 'It was repeated with another warpsmith.';
  return (['version', 'commit', 'files'] as const)
    .filter((field) => then[field] !== now[field])
    .map((field) => ({
      path: `warpsmith.${field}`,
      certified: then[field],
      found: now[field],
      matters: false,
      why,
    }));
}

function problemDifference({ problem: then }: Certificate, { problem: now }: Certificate): Difference[] {
  if (then.source === now.source) return [];
  const why = 'The certificate is about another text of the problem than the one it was held to now.';
  return [{ path: 'problem.sha256', certified: then.sha256, found: now.sha256, matters: true, why }];
}

/** Why the repetition says less than the certificate, a sentence each. */
function notRepeated(
  certificate: Certificate,
  again: Certificate,
  cases: readonly (CaseComparison | null)[],
): string[] {
  const sentences: string[] = [];
  if (certificate.outcome === 'unverified')
    sentences.push('The certificate itself says that not everything was verified.');
  const absent = certificate.verdicts
    .filter((certified, i) => !cases[i] && !again.verdicts.some((verdict) => isSameCase(verdict, certified)))
    .map(({ problem }) => caseLabel(problem));
  if (absent.length > 0) {
    const why = isSimulated(again) && !isSimulated(certificate) ? ': the simulator runs small cases only' : '';
    sentences.push(`Not repeated: ${absent.length > 1 ? 'the cases' : 'the case'} ${absent.join(', ')}${why}.`);
  }
  const unverified = again.verdicts.find(({ outcome }) => outcome === 'unverified');
  if (unverified?.outcome === 'unverified') sentences.push(`Not verified here: ${unverified.reason}`);
  return sentences;
}

function isSimulated({ verdicts }: Certificate): boolean {
  return verdicts.some(({ device }) => device?.id === simulatorId);
}

/** What to know before trusting a certificate, though it be confirmed. */
function remarksOn({ problem, options, verdicts }: Certificate, origin: ReturnType<typeof originOf>): string[] {
  const remarks: string[] = [];
  if (origin === 'unlike-built-in') {
    remarks.push(
      `The certificate's problem is called ${problem.name} but is not the built-in problem of that name: read its text, ` +
        'or hold the candidate to the built-in one.',
    );
  }
  // Trials that nobody asked for are each case's own.
  const changed = differencesOf({ ...settleOptions({}).recorded, trials: null }, options);
  if (changed.length > 0) {
    const list = changed.map(({ path, found }) => `${path.join('.')} ${JSON.stringify(found ?? null)}`);
    remarks.push(`It was judged with other options than the usual ones: ${list.join(', ')}.`);
  }
  const degenerate = new Set(verdicts.flatMap((verdict) => verdict.degenerate ?? []).map(({ sentence }) => sentence));
  return [...remarks, ...degenerate];
}
