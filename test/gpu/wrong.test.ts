import assert from 'node:assert/strict';
import { type VerdictOf, verifyAllCases } from '../../lib/index.js';
import { candidateFiles, problemOf } from './candidate_files.js';
import { expectOutcome } from './expect_verdict.js';
import { gpuEngine } from './gpu_engine.js';

type Incorrect = VerdictOf<'incorrect'>;

function sentences({ mismatches }: Incorrect): string {
  return mismatches.flatMap(({ pattern }) => pattern).join(' ');
}

function total({ mismatches }: Incorrect, field: 'unwritten' | 'nan'): number {
  return mismatches.reduce((sum, mismatch) => sum + mismatch[field], 0);
}

function says(pattern: RegExp): (verdict: Incorrect) => boolean {
  return (verdict) => pattern.test(sentences(verdict));
}

/** What must be found of a mistake that the file's name tells. */
const tells: { name: RegExp; expected: string; holds: (verdict: Incorrect) => boolean }[] = [
  { name: /tail/, expected: 'the last elements named', holds: says(/\blast \d|only at index \d/) },
  {
    name: /unwritten|tail|row_missing/,
    expected: 'unwritten > 0',
    holds: (verdict) => total(verdict, 'unwritten') > 0,
  },
  { name: /row_missing/, expected: 'the last row named', holds: says(/only at index \d+ of M|in the last 1 of/) },
  { name: /half_unwritten/, expected: 'the last filters named', holds: says(/in the last \d+ of \d+ along K/) },
  { name: /carry_lost/, expected: 'the columns without a carry named', holds: says(/index 256 and up/) },
  { name: /factor_two/, expected: 'the factor', holds: says(/\b2(\.\d+)? times\b/) },
  { name: /constant/, expected: 'a sentence with "constant"', holds: says(/\bconstant\b/) },
  { name: /nan_/, expected: 'nan > 0', holds: (verdict) => total(verdict, 'nan') > 0 },
  {
    name: /writes_to_input/,
    expected: 'x in inputsChanged',
    holds: ({ inputsChanged }) => inputsChanged.includes('x'),
  },
];

function print(name: string, verdict: Incorrect): void {
  const lines = [`\n  ${name}: ${verdict.problem.name}, case ${verdict.problem.case}, trial ${verdict.trial}`];
  if (verdict.inputsChanged.length > 0) lines.push(`    inputs changed: ${verdict.inputsChanged.join(', ')}`);
  for (const { output, pattern, samples } of verdict.mismatches) {
    lines.push(...pattern.map((sentence) => `    ${output}: ${sentence}`));
    for (const { index, actual, expected } of samples.slice(0, 3)) {
      lines.push(`      ${output}[${index.join(', ')}] is ${actual}, expected ${expected}`);
    }
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

describe('candidates that are wrong, on a GPU', () => {
  const files = candidateFiles('wrong');
  it('has candidates to try', () => assert.ok(files.length > 0, 'test/candidates/wrong/ has no .cu file'));

  for (const file of files) {
    it(`${file.name} is found out`, async () => {
      const problem = problemOf(file);
      // The safe run would stop a write to an input before the comparison finds it out.
      const safe = !file.name.includes('writes_to_input');
      const options = { engine: await gpuEngine(), seed: 1, time: false, name: file.name, safe };
      const what = `${file.name} for ${problem.name}`;
      const verdict = expectOutcome(await verifyAllCases(file.source, problem, options), 'incorrect', what);
      print(file.name, verdict);
      const { mismatches, inputsChanged } = verdict;
      assert.ok(mismatches.length + inputsChanged.length > 0, `${what}: incorrect, but without evidence`);
      for (const { output, wrong, total: all, pattern, samples } of mismatches) {
        assert.ok(wrong > 0 && wrong <= all, `${what}: ${wrong} of ${all} elements of ${output} are wrong`);
        assert.ok(pattern.length > 0, `${what}: no sentence on ${output}`);
        assert.ok(samples.length > 0, `${what}: no sample of ${output}`);
      }
      const basename = file.name.split('/').at(-1) ?? '';
      for (const { name, expected, holds } of tells) {
        if (name.test(basename)) assert.ok(holds(verdict), `${what} lacks ${expected}`);
      }
    });
  }
});
