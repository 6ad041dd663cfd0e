import assert from 'node:assert/strict';
import { faultyCandidates, faultySubjects, rightSubjects } from '../../bench/safe_subjects.js';
import { readPlanHeader } from '../../lib/candidate/candidate.js';
import { referencePlanHeader } from '../../lib/problem/problem.js';

describe("what the safe run's benches go through", () => {
  const faulty = faultySubjects();

  it('has each fault at the line where its file has it', () => {
    for (const { name, source, problem, lines } of faulty) {
      const own = source.split('\n');
      const file = problem.problem.source.split('\n');
      for (const line of lines) assert.equal(own[line - 1], file[line - 1], `${name}, line ${line}`);
    }
  });

  it('has the plans of the references', () => {
    for (const { name, source, problem } of faulty) {
      assert.deepEqual(readPlanHeader(source), { header: referencePlanHeader(problem.problem) }, name);
    }
  });

  it('names those that a GPU may let pass', () => {
    assert.equal(faulty.filter(({ mayPass }) => mayPass).length, 3);
    assert.ok(faultyCandidates().length >= 4);
  });

  it('has references, candidates and the demo among the right ones, at both sizes', () => {
    for (const small of [true, false]) {
      const groups = new Set(rightSubjects(small).map(({ name }) => name.split('/')[0]));
      assert.deepEqual([...groups].sort(), ['candidate', 'demo', 'reference', 'right']);
    }
  });
});
