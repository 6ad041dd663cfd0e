import assert from 'node:assert/strict';
import { familiesOf } from '../../lib/problem/families/families.js';
import { atCase, builtInProblems, loadProblem, parseProblem } from '../../lib/problem/problem.js';
import { probeProblem } from '../../lib/verify/degenerate/probe.js';
import { candidateFiles } from './candidate_files.js';
import { expectOutcome, expectPass } from './expect_verdict.js';
import { gpuEngine, verifyHere } from './gpu_engine.js';

const reciprocal = `/*---
name: reciprocal
summary: For tests.
dims: { N: 100000 }
inputs: { x: { type: f32, shape: [N] } }
outputs: { y: { type: f32, shape: [N] } }
launch: [{ kernel: reference, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, N] }]
---*/
extern "C" __global__ void reference(const float* x, float* y, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) y[i] = (float)(1.0 / (double)x[i]);
}
`;

function elementwise(args: string, parameters: string, count: string, body: string): string {
  return `/*---
launch: [{ kernel: own, grid: ["ceildiv(${count}, 256)"], block: [256], args: [${args}, "${count}"] }]
---*/
extern "C" __global__ void own(${parameters}, long long count) {
    long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) ${body}
}
`;
}

describe('input families on a GPU', () => {
  for (const name of builtInProblems()) {
    for (const { name: file, source } of candidateFiles(name)) {
      it(`${file} is right in every family at full size, none of which is without an answer`, async () => {
        const loaded = atCase(loadProblem(name));
        const families = familiesOf(loaded.contract);
        const verdict = expectPass(
          await verifyHere(source, loaded, { trials: families.length, seed: 11, time: false, name: file }),
          file,
        );
        assert.deepEqual([...(verdict.families ?? [])].sort(), [...families].sort());
        assert.equal(verdict.beyond, undefined);
        assert.deepEqual(verdict.degenerate, []);
      }).timeout(300_000);
    }
  }

  it('find a ReLU that lets NaNs through by special values', async () => {
    const loaded = atCase(loadProblem('relu'), 'small');
    const source = elementwise('x, y', 'const float* x, float* y', 'M * N', 'y[i] = x[i] < 0.0f ? 0.0f : x[i];');
    const verdict = expectOutcome(await verifyHere(source, loaded, { trials: 10, seed: 1 }), 'incorrect', 'relu');
    assert.equal(verdict.family, 'special');
  });

  it('do not hold against a candidate what a problem has no finite answer for', async () => {
    const loaded = atCase(parseProblem(reciprocal, 'reciprocal.cu'));
    const body = 'y[i] = x[i] == 0.0f ? 1.0f : 1.0f / x[i];';
    const source = elementwise('x, y', 'const float* x, float* y', 'N', body);
    const verdict = expectPass(await verifyHere(source, loaded, { trials: 9, seed: 1, time: false }), 'reciprocal');
    assert.deepEqual([...(verdict.beyond ?? [])].sort(), ['binary', 'integers']);
  });
});

describe('degenerate problems on a GPU', () => {
  it('are found, with the means of large outputs', async () => {
    const engine = await gpuEngine();
    const positive = reciprocal
      .replace('shape: [N] } }\noutputs', 'shape: [N], fill: { uniform: [0.5, 1] } } }\noutputs')
      .replace('(float)(1.0 / (double)x[i])', 'fmaxf(x[i], 0.0f)');
    const copied = await probeProblem(parseProblem(positive, 'positive.cu'), { engine });
    assert.deepEqual(
      copied?.map(({ by }) => by),
      ['input'],
    );
    const third = reciprocal.replace('(float)(1.0 / (double)x[i])', '1.0f / 3.0f');
    const constant = await probeProblem(parseProblem(third, 'third.cu'), { engine });
    assert.deepEqual(
      constant?.map(({ by }) => by),
      ['constant', 'other seed'],
    );
  });

  for (const name of builtInProblems()) {
    it(`${name} is none, in all its cases`, async () => {
      assert.deepEqual(await probeProblem(loadProblem(name), { engine: await gpuEngine() }), []);
    }).timeout(300_000);
  }
});
