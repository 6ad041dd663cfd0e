/** A certificate of sample verdicts, sealed as `certify` does it. */
import { type Certificate, certificateKind, seal } from '../../lib/certificate/certificate.js';
import { sha256 } from '../../lib/problem/problem.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { sampleVerdict } from '../verify/sample_verdicts.js';

const source = '// a candidate';
const problemSource = '// a problem';

/** The verdict made to be about the sample's texts. */
function about(verdict: Verdict): Verdict {
  return {
    ...verdict,
    candidate: { ...verdict.candidate, sha256: sha256(source) },
    problem: { ...verdict.problem, sha256: sha256(problemSource) },
  };
}

export function sampleCertificate(
  verdicts: Verdict[] = [sampleVerdict('pass')],
  changes: Partial<Omit<Certificate, 'sha256'>> = {},
): Certificate {
  const [first] = verdicts;
  const last = verdicts.at(-1);
  if (!first || !last) throw new Error('Expected at least one verdict.');
  return seal({
    kind: certificateKind,
    version: 1,
    date: '2026-11-22T12:00:00.000Z',
    warpsmith: { version: '0.1.0', commit: 'c0ffee', files: 'f'.repeat(64) },
    host: { node: 'v20.19.0', platform: 'linux-x64', isolation: 'none' },
    candidate: { name: null, sha256: sha256(source), source },
    problem: { name: 'scale', file: 'scale.cu', sha256: sha256(problemSource), source: problemSource },
    seed: first.seed,
    options: first.options,
    outcome: last.outcome,
    failed: last.failed,
    verdicts: verdicts.map(about),
    ...changes,
  });
}
