/** The problems of a run. */
import { WarpsmithError } from '../errors.js';
import { loadProblem, type Problem } from '../problem/problem.js';

/**
 * Loads each. Throws `bad-option` when two have one name: journal, candidates and best kernels go by it. Throws as
 * loadProblem does.
 */
export function loadProblems(names: readonly string[]): Problem[] {
  const problems = names.map((name) => loadProblem(name));
  const seen = new Set<string>();
  for (const { name } of problems) {
    if (seen.has(name)) {
      throw new WarpsmithError('bad-option', `Expected each problem once but found ${name} twice. Leave one out.`);
    }
    seen.add(name);
  }
  return problems;
}
