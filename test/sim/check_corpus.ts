/** What every file of a corpus has to be. */
import assert from 'node:assert/strict';
import { limitsOf } from '../../lib/candidate/limits.js';
import { resolvePlan } from '../../lib/candidate/plan.js';
import { atCase, referencePlanHeader } from '../../lib/problem/problem.js';
import type { CorpusFile } from './corpus.js';

/** Bytes of all tensors together: the corpora are run one after another under slow tools. */
const mostBytes = 64 * 1024;

/** Has the name of its file and a plan that holds, and is small. */
export function checkFile({ name, problem }: CorpusFile): void {
  assert.equal(problem.name, name.replaceAll('-', '_'), 'the name in the header is the file’s');
  const { contract } = atCase(problem);
  const { plan, problems } = resolvePlan(referencePlanHeader(problem), contract, limitsOf(null));
  assert.deepEqual(problems, []);
  const tensors = [...contract.inputs, ...contract.outputs, ...plan.workspaces];
  const bytes = tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
  assert.ok(bytes <= mostBytes, `has ${bytes} bytes of tensors`);
}

/** Also expects one finding, of the kind that its name begins with. */
export function checkFaulty(file: CorpusFile): void {
  assert.equal(file.expected.length, 1, JSON.stringify(file.expected));
  const [{ kind } = { kind: '' }] = file.expected;
  assert.ok(file.name.startsWith(`${kind}-`), `expects ${kind}`);
  checkFile(file);
}
