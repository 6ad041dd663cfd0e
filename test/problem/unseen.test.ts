import assert from 'node:assert/strict';
import { containsAll, rangesOf } from '../../lib/format/dim_ranges.js';
import { builtInProblems, loadProblem, parseProblem } from '../../lib/problem/problem.js';
import { unseenDims } from '../../lib/problem/unseen.js';

const everything = rangesOf(undefined);

function dimsOf(name: string, claim = everything, seed = 1, count = 2): Record<string, number>[] {
  return unseenDims(loadProblem(name), claim, seed, count).map(({ contract }) => contract.dims);
}

describe('unseen dims', () => {
  for (const name of builtInProblems()) {
    it(`of ${name} are within its limits, small, and none of its cases`, () => {
      const { header, cases } = loadProblem(name);
      for (let seed = 0; seed < 50; seed++) {
        const found = unseenDims(loadProblem(name), everything, seed, 2);
        assert.equal(found.length, 2);
        for (const { contract } of found) {
          assert(containsAll(rangesOf(header.limits), contract.dims));
          assert(!Object.values(cases).some((dims) => JSON.stringify(dims) === JSON.stringify(contract.dims)));
          assert([...contract.inputs, ...contract.outputs].reduce((sum, { bytes }) => sum + bytes, 0) <= 2 ** 18);
          assert.equal(contract.caseName, 'unseen');
        }
      }
    });
  }

  it('are the same for the same seed, and others for another', () => {
    assert.deepEqual(dimsOf('matmul'), dimsOf('matmul'));
    assert.notDeepEqual(dimsOf('matmul'), dimsOf('matmul', everything, 2));
  });

  it('are within what the candidate claims', () => {
    const claim = rangesOf({ N: 'multiple of 4', K: 4096 });
    for (const dims of dimsOf('matmul', claim, 3, 5)) {
      assert.deepEqual([(dims.N ?? 1) % 4, dims.K], [0, 4096]);
    }
  });

  it('are none when the candidate claims one size of each, or one that is not small', () => {
    assert.deepEqual(dimsOf('matmul', rangesOf({ M: 37, N: 53, K: 61 })), []);
    assert.deepEqual(dimsOf('matmul', rangesOf({ M: 4096, N: 4096, K: 4096 })), []);
  });

  it('are none of a problem that says no limits, and must be dims of it', () => {
    const { source } = loadProblem('softmax');
    const without = parseProblem(source.replace(/^limits:.*\n/m, ''), 'without.cu');
    assert.deepEqual(unseenDims(without, everything, 1, 2), []);
    assert.throws(() => parseProblem(source.replace('limits: { M: any', 'limits: { Q: any'), 'wrong.cu'), {
      code: 'bad-problem',
      message: /limits: Expected only M, N but found Q/,
    });
  });
});
