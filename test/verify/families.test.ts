import assert from 'node:assert/strict';
import type { FamilyName } from '../../lib/problem/families/families.js';
import { familyOrder } from '../../lib/problem/families/rotation.js';
import { type LoadedProblem, atCase, loadProblem, parseProblem } from '../../lib/problem/problem.js';
import { createTensor } from '../../lib/problem/tensor.js';
import { referenceCandidate } from '../../lib/problem/reference_candidate.js';
import { Engine } from '../../lib/verify/engine.js';
import type { Verdict } from '../../lib/verify/verdict.js';
import { verifyKernel } from '../../lib/verify/verify_kernel.js';

/** A candidate whose one kernel handles an element, or a row, for each thread. */
function candidate(parameters: string, args: string, body: string): string {
  return `/*---
launch: [{ kernel: own, grid: [64], block: [128], args: [${args}] }]
---*/
extern "C" __global__ void own(${parameters}) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    ${body}
}
`;
}

const element = (body: string): string =>
  candidate('const float* x, float* y, int count', 'x, y, "M * N"', `if (i < count) { float v = x[i]; ${body} }`);
const row = (body: string, y = 'float* y', name = 'y'): string =>
  candidate(`const float* x, ${y}, int M, int N`, `x, ${name}, M, N`, `if (i >= M) return; x += i * N; ${body}`);

describe('input families on the simulator', () => {
  let engine: Engine;
  before(async () => {
    engine = await Engine.open({ device: 'sim' });
  });
  after(() => engine.close());

  function judge(source: string, loaded: LoadedProblem, seed = 3): Promise<Verdict> {
    const trials = familyOrder(loaded.contract, seed).length;
    return verifyKernel(source, loaded, { engine, trials, seed, time: false });
  }

  /** Right for the problem's own fill, and wrong where the family says. */
  const onlyPartlyRight: [string, string, string, FamilyName[]][] = [
    ['a ReLU of which NaNs come through', 'relu', element('y[i] = v < 0.0f ? 0.0f : v;'), ['special']],
    ['a ReLU that keeps infinities out', 'relu', element('y[i] = fminf(fmaxf(v, 0.0f), 3.0e38f);'), ['special']],
    ['a ReLU that cuts at a thousand', 'relu', element('y[i] = fminf(fmaxf(v, 0.0f), 1000.0f);'), ['large', 'special']],
    [
      'a ReLU that takes less than a millionth for nothing',
      'relu',
      element('y[i] = v > 1e-6f ? v : 0.0f;'),
      ['tiny', 'special'],
    ],
    [
      'an argmax that takes the last of equal elements',
      'argmax',
      row(
        'long long best = 0; for (int n = 1; n < N; n++) if (x[n] >= x[best]) best = n; y[i] = best;',
        'long long* y',
        'index',
      ),
      ['equal', 'integers', 'binary', 'special'],
    ],
    [
      'an argmax that begins with 0',
      'argmax',
      row(
        'long long best = 0; float most = 0; for (int n = 0; n < N; n++) if (x[n] > most) { most = x[n]; best = n; } y[i] = best;',
        'long long* y',
        'index',
      ),
      ['negative', 'binary'],
    ],
    [
      'a softmax without its maximum',
      'softmax',
      row(
        'double sum = 0; for (int n = 0; n < N; n++) sum += expf(x[n]); for (int n = 0; n < N; n++) y[i * N + n] = expf(x[n]) / sum;',
      ),
      ['large'],
    ],
  ];

  for (const [what, name, source, families] of onlyPartlyRight) {
    it(`${what} passes the problem's own fill and fails with ${families.join(' or ')}`, async () => {
      const loaded = atCase(loadProblem(name), 'small');
      const own = await verifyKernel(source, loaded, { engine, trials: 1, seed: 3, time: false });
      assert.equal(own.outcome, 'pass', JSON.stringify(own));
      for (const seed of [3, 4]) {
        const verdict = await judge(source, loaded, seed);
        assert(verdict.outcome === 'incorrect', verdict.outcome);
        assert(families.includes(verdict.family as FamilyName), verdict.family);
        assert.equal(verdict.trialSeed, seed + verdict.trial);
      }
    });
  }

  it('an argmax to which -0 is less than 0 fails where zeros are the largest: with ones below them', async () => {
    const source = row(
      'long long best = 0; for (int n = 1; n < N; n++) if (x[n] > x[best] || (x[n] == x[best] && signbit(x[best]) && !signbit(x[n]))) best = n; y[i] = best;',
      'long long* y',
      'index',
    );
    const loaded = atCase(loadProblem('argmax'), 'small');
    const turnOf = (seed: number): number => familyOrder(loaded.contract, seed).indexOf('binary');
    const seed = [3, 4, 5, 6, 7, 8, 9, 10].find((each) => (each + turnOf(each)) % 2 === 1);
    assert(seed !== undefined);
    const verdict = await judge(source, loaded, seed);
    assert(verdict.outcome === 'incorrect' && verdict.family === 'binary', JSON.stringify(verdict));
  });

  it('a ReLU that copies its input fails', async () => {
    const verdict = await judge(element('y[i] = v;'), atCase(loadProblem('relu'), 'small'));
    assert.equal(verdict.outcome, 'incorrect');
  });

  it('a pass names all families that ran, the declared one first', async () => {
    const loaded = atCase(loadProblem('relu'), 'small');
    const verdict = await judge(element('y[i] = v > 0.0f ? v : 0.0f;'), loaded);
    assert(verdict.outcome === 'pass', verdict.outcome);
    assert.deepEqual(verdict.families, familyOrder(loaded.contract, 3));
    assert.equal(verdict.beyond, undefined);
    assert.deepEqual(verdict.degenerate, []);
  });

  /** Zeros make it infinite, and exponentials of large numbers as well. */
  const poles = `/*---
name: poles
summary: A reciprocal of differences.
dims: { M: 1, N: 300 }
inputs: { x: { type: f32, shape: [M, N] } }
outputs: { y: { type: f32, shape: [M, N] } }
launch: [{ kernel: reference, grid: ["ceildiv(M * N, 128)"], block: [128], args: [x, y, "M * N"] }]
---*/
extern "C" __global__ void reference(const float* x, float* y, int count) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) y[i] = (float)(1.0 / (double)x[i]);
}
`;

  it('do not hold against a candidate what a problem has no finite answer for, and say so', async () => {
    const loaded = atCase(parseProblem(poles, 'poles.cu'));
    const verdict = await judge(element('y[i] = v == 0.0f ? 1.0f : 1.0f / v;'), loaded);
    assert(verdict.outcome === 'pass', JSON.stringify(verdict));
    assert.deepEqual([...(verdict.beyond ?? [])].sort(), ['binary', 'integers']);
  });

  it('hold unwritten elements against it even there', async () => {
    const loaded = atCase(parseProblem(poles, 'poles.cu'));
    const verdict = await judge(element('if (v != 0.0f) y[i] = 1.0f / v;'), loaded);
    assert(verdict.outcome === 'incorrect', verdict.outcome);
    assert(['binary', 'integers'].includes(verdict.family ?? ''), verdict.family);
  });

  it("are none for a caller's tensors", async () => {
    const tensors = {
      inputs: { x: createTensor('f32', [4, 8]) },
      outputs: { y: createTensor('f32', [4, 8]) },
      dims: { M: 4, N: 8 },
    };
    const right = await verifyKernel(element('y[i] = v;'), tensors, { engine, trials: 3, time: false });
    assert(right.outcome === 'pass', JSON.stringify(right));
    assert.deepEqual([right.families, right.degenerate], [[], undefined]);
    const wrong = await verifyKernel(element('y[i] = v + 1.0f;'), tensors, { engine, trials: 3, time: false });
    assert(wrong.outcome === 'incorrect', wrong.outcome);
    assert.equal(wrong.family, undefined);
  });

  it("pass a problem's own reference", async () => {
    const problem = loadProblem('layernorm');
    assert.equal((await judge(referenceCandidate(problem), atCase(problem, 'small'))).outcome, 'pass');
  });

  it('tell of a right candidate what would pass without solving the problem', async () => {
    const source = poles.replace('shape: [M, N] } }', 'shape: [M, N], fill: { uniform: [0.5, 1] } } }');
    const relu = source.replace('(float)(1.0 / (double)x[i])', 'fmaxf(x[i], 0.0f)');
    const loaded = atCase(parseProblem(relu, 'positive.cu'));
    const right = await judge(element('y[i] = v;'), loaded);
    assert.equal(right.outcome, 'pass');
    assert.deepEqual(
      right.degenerate?.map(({ by }) => by),
      ['input'],
    );
    const wrong = await judge(element('y[i] = 2.0f;'), loaded);
    assert.equal(wrong.outcome, 'incorrect');
    assert.equal(wrong.degenerate, undefined);
  });
});
