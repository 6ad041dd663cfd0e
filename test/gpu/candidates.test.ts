import assert from 'node:assert/strict';
import { type Verdict, builtInProblems, loadProblem, verdictSchema, verifyAllCases } from '../../lib/index.js';
import { candidateFiles } from './candidate_files.js';
import { expectPass, expectTiming } from './expect_verdict.js';
import { gpuEngine } from './gpu_engine.js';

const lines: string[] = [];

function tableLine(name: string, medianMs: string, share: string, error: string): string {
  return `  ${name.padEnd(28)}${medianMs.padStart(11)}${share.padStart(10)}${error.padStart(12)}`;
}

function noteFor(name: string, verdict: Verdict): string {
  const { medianMs } = expectTiming(verdict, name);
  const { roofline, errorShare } = expectPass(verdict, name);
  assert.ok(roofline && roofline.share > 0, `${name}: timed, but its share of the roofline is missing`);
  const largest = Math.max(...Object.values(errorShare));
  return tableLine(name, medianMs.toFixed(4), `${(100 * roofline.share).toFixed(1)}%`, largest.toFixed(4));
}

describe('candidates that are right, on a GPU', () => {
  after(() => {
    const head = tableLine('candidate', 'median ms', 'roofline', 'error share');
    process.stdout.write(`\n${[head, ...lines].join('\n')}\n\n`);
  });

  for (const problem of builtInProblems()) {
    const files = candidateFiles(problem);
    it(`there is one for ${problem}`, () => assert.ok(files.length > 0, `test/candidates/${problem}/ has no .cu file`));
    for (const { name, source } of files) {
      it(`${name} passes all cases`, async () => {
        const verdict = await verifyAllCases(source, loadProblem(problem), {
          engine: await gpuEngine(),
          trials: 2,
          name,
        });
        expectPass(verdict, name);
        const through: unknown = JSON.parse(JSON.stringify(verdict));
        assert.deepEqual(verdictSchema.parse(through), verdict, `${name}: the verdict is not the same after JSON`);
        lines.push(noteFor(name, verdict));
      });
    }
  }
});
