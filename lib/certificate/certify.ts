/** Making a certificate: all cases judged with one seed, and everything that their verdicts rest on kept. */
import { basename } from 'node:path';
import { WarpsmithError } from '../errors.js';
import type { Problem } from '../problem/problem.js';
import { sha256 } from '../problem/problem.js';
import { sharedEngine } from '../verify/engine.js';
import { type VerifyOptions, settleOptions } from '../verify/options.js';
import type { Verdict } from '../verify/verdict.js';
import { verdictsOfCases } from '../verify/verify_cases.js';
import { type Certificate, certificateKind, seal } from './certificate.js';
import { makerOfThis } from './maker.js';

export interface CertifyOptions extends VerifyOptions {
  /** Called with each case's verdict when it is there. */
  onVerdict?: (verdict: Verdict) => void;
}

/**
 * Judges a candidate on all cases of a problem (on the simulator on the small ones) and keeps all that the verdicts rest
 * on: the texts, their hashes and those of the compiled code, the seed, the options, every case's whole verdict with its
 * raw samples, device, driver, compiler and warpsmith itself. The first verdict that is no pass ends it, and is kept
 * like any other: that a candidate failed can be certified as well.
 *
 * @returns plain data, the same after JSON; `recheck` repeats it.
 * @throws WarpsmithError as `verifyAllCases` does.
 */
export async function certify(source: string, problem: Problem, options: CertifyOptions = {}): Promise<Certificate> {
  const { onVerdict, ...asked } = options;
  const { seed, recorded } = settleOptions(asked);
  if (problem.torch) {
    throw new WarpsmithError(
      'bad-option',
      `Expected a problem whose reference is a kernel, which a certificate carries, but ${problem.path} is a PyTorch module.`,
    );
  }
  const engine = options.engine ?? (await sharedEngine(options));
  const date = new Date().toISOString();
  const verdicts: Verdict[] = [];
  for await (const verdict of verdictsOfCases(source, problem, { ...asked, engine, seed })) {
    verdicts.push(verdict);
    onVerdict?.(verdict);
  }
  const last = verdicts.at(-1);
  if (!last) throw new Error('Expected every problem to have a case.');
  return seal({
    kind: certificateKind,
    version: 1,
    date,
    warpsmith: makerOfThis(),
    host: { node: process.version, platform: `${process.platform}-${process.arch}`, isolation: engine.isolation },
    candidate: { name: options.name ?? null, sha256: sha256(source), source },
    problem: {
      name: problem.name,
      file: basename(problem.path),
      sha256: problem.sha256,
      source: problem.source,
    },
    seed,
    options: { ...recorded, trials: asked.trials ?? null },
    outcome: last.outcome,
    failed: last.failed,
    verdicts,
  });
}
