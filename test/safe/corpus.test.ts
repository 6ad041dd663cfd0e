import assert from 'node:assert/strict';
import { limitsOf } from '../../lib/candidate/limits.js';
import { readPlanHeader } from '../../lib/candidate/candidate.js';
import { resolvePlan } from '../../lib/candidate/plan.js';
import { atCase, fullCase } from '../../lib/problem/problem.js';
import { checkFaulty } from '../sim/check_corpus.js';
import { faultyFiles } from '../sim/corpus.js';
import { rightCandidates, safeFaultyFiles } from './corpus.js';

const faulty = safeFaultyFiles();
const right = rightCandidates();

/** Of all tensors at the full size: what a GPU of 16 GB can hold twice over. */
const mostBytes = 4e9;

describe('the corpora of the safe run', () => {
  it('are as large as they were planned', () => {
    assert.ok(faulty.length >= 70, `there are ${faulty.length} faulty files`);
    assert.ok(right.length >= 44, `there are ${right.length} right candidates`);
  });

  it('have faults of every kind that a GPU can be kept from, at both ends and in the third launch', () => {
    const kinds = ['out-of-bounds', 'misaligned', 'write-to-input', 'trap', 'heap', 'budget', 'barrier-divergence'];
    for (const kind of kinds) {
      const names = faulty.filter(({ name }) => name.startsWith(kind)).map(({ name }) => name);
      assert.ok(names.length >= 5, `${kind} has ${names.length} files`);
      assert.ok(
        names.some((name) => name.includes('third-launch')) || kind === 'barrier-divergence',
        `${kind} has no fault in a third launch`,
      );
    }
  });

  it('repeat no name of the simulator’s', () => {
    const known = new Set(faultyFiles().map(({ name }) => name));
    assert.deepEqual(
      faulty.filter(({ name }) => known.has(name)).map(({ name }) => name),
      [],
    );
  });

  for (const file of faulty) {
    it(`faulty/${file.name} has a plan and expects one finding`, () => checkFaulty(file));
  }

  for (const { name, source, problem } of right) {
    it(`right/${name} has a plan for a small and a full size`, () => {
      assert.ok(Object.hasOwn(problem.cases, 'small'), 'the problem has no small case');
      const read = readPlanHeader(source);
      if ('problems' in read) assert.fail(JSON.stringify(read.problems));
      for (const size of ['small', fullCase]) {
        const { contract } = atCase(problem, size);
        const { plan, problems } = resolvePlan(read.header, contract, limitsOf(null));
        assert.deepEqual(problems, []);
        const tensors = [...contract.inputs, ...contract.outputs, ...plan.workspaces];
        const bytes = tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
        assert.ok(bytes <= mostBytes, `${size} has ${bytes} bytes of tensors`);
      }
    });
  }
});
