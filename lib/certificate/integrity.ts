/** Whether a certificate is in one piece: its hashes are those of its texts, and its verdicts are about them. */
import { builtInProblems, loadProblem, sha256 } from '../problem/problem.js';
import { type Certificate, hashOf } from './certificate.js';
import type { Difference } from './compare.js';

/** What is wrong with the file itself, whatever a repetition would find. Empty when nothing is. */
export function flawsOf(certificate: Certificate): Difference[] {
  const { candidate, problem, verdicts, sha256: hash, ...rest } = certificate;
  const last = verdicts.at(-1);
  const checks: [path: string, certified: unknown, found: unknown, why: string][] = [
    ['sha256', hash, hashOf(certificate), 'The file was changed after it was written.'],
    ['candidate.sha256', candidate.sha256, sha256(candidate.source), 'It is not the hash of the text beside it.'],
    ['problem.sha256', problem.sha256, sha256(problem.source), 'It is not the hash of the text beside it.'],
    ['outcome', rest.outcome, last?.outcome, 'It is not the last verdict’s.'],
    ['failed', rest.failed, last?.failed, 'It is not the last verdict’s.'],
    ...verdicts.flatMap((verdict, i): [string, unknown, unknown, string][] => [
      [`verdicts.${i}.candidate.sha256`, verdict.candidate.sha256, candidate.sha256, 'It is about another candidate.'],
      [`verdicts.${i}.problem.sha256`, verdict.problem.sha256, problem.sha256, 'It is about another problem.'],
      [`verdicts.${i}.seed`, verdict.seed, rest.seed, 'It was made with another seed.'],
    ]),
  ];
  return checks
    .filter(([, certified, found]) => certified !== found)
    .map(([path, certified, found, why]) => ({ path, certified, found: found ?? null, matters: true, why }));
}

/**
 * Whose problem a certificate is about. "built-in": the one of this warpsmith, letter for letter; "unlike-built-in": it
 * has the name of a built-in problem and another text; "own": any other.
 */
export function originOf({ problem }: Certificate): 'built-in' | 'unlike-built-in' | 'own' {
  if (!builtInProblems().includes(problem.name)) return 'own';
  return loadProblem(problem.name).sha256 === sha256(problem.source) ? 'built-in' : 'unlike-built-in';
}
