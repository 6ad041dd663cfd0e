import assert from 'node:assert/strict';
import { readPlanHeader } from '../../lib/candidate/candidate.js';
import type { PlanProblem } from '../../lib/candidate/plan.js';

const launch = 'launch:\n  - { kernel: k, grid: [1], block: [32], args: [] }\n';

function problemsOf(source: string): PlanProblem[] {
  const read = readPlanHeader(source);
  assert('problems' in read, 'the header was accepted');
  assert.notEqual(read.problems.length, 0);
  return read.problems;
}

describe('readPlanHeader', () => {
  it('reads a plan', () => {
    const read = readPlanHeader(`/*---\n${launch}---*/\n`);
    assert('header' in read);
    assert.equal(read.header.launch[0]?.kernel, 'k');
  });

  for (const [what, source, where] of [
    ['no header', '__global__ void k() {}', 'header'],
    ['an open header', `/*---\n${launch}`, 'header'],
    ['no YAML', '/*---\nlaunch: [\n---*/\n', 'header'],
    ['an alias', `/*---\n${launch}workspace: &w {}\ntensorMaps: *w\n---*/\n`, 'header'],
    ["a problem's keys", `/*---\nname: a\n${launch}---*/\n`, 'header'],
    ['an empty header', '/*---\n---*/\n', 'header'],
    ['a misspelt key', '/*---\nlaunch:\n  - { kernel: k, grids: [1], block: [32], args: [] }\n---*/\n', 'launch[0]'],
    ['a wrong type', '/*---\nlaunch:\n  - { kernel: k, grid: [1], block: [32], args: x }\n---*/\n', 'launch[0].args'],
  ] as const) {
    it(`complains about ${what} at ${where}`, () => {
      const found = problemsOf(source);
      assert(
        found.some((problem) => problem.where === where),
        JSON.stringify(found),
      );
      assert(
        found.every(({ message }) => message !== 'Invalid input' && message !== ''),
        JSON.stringify(found),
      );
    });
  }
});
