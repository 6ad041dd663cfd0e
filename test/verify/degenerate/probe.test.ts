import assert from 'node:assert/strict';
import { loadProblem, parseProblem } from '../../../lib/problem/problem.js';
import { type AnyEngine, Engine } from '../../../lib/verify/engine.js';
import { probeProblem } from '../../../lib/verify/degenerate/probe.js';

/** Elements behind the first ten are 0. */
const mostlyZeros = `/*---
name: mostly_zeros
summary: For tests.
dims: { N: 100 }
cases:
  short: { N: 7 }
  small: { N: 40 }
inputs: { x: { type: f32, shape: [N], fill: { uniform: [1, 2] } } }
outputs: { y: { type: f32, shape: [N] } }
launch: [{ kernel: reference, grid: [1], block: [128], args: [x, y, N] }]
---*/
extern "C" __global__ void reference(const float* x, float* y, int N) {
    int i = threadIdx.x;
    if (i < N) y[i] = BODY;
}
`;
const always = mostlyZeros.replace('BODY', 'fminf(x[i], 0.0f)');
const onceOnly = mostlyZeros.replace('BODY', 'N > 10 ? 0.0f : x[i]');

describe('probeProblem', () => {
  for (const isolation of ['none', 'guarded'] as const) {
    describe(`on an engine with isolation ${isolation}`, () => {
      let engine: AnyEngine;
      before(async () => {
        engine = await Engine.open({ device: 'sim', isolation });
      });
      after(() => engine.close());

      it('finds a sound problem sound', async () => {
        assert.deepEqual(await probeProblem(loadProblem('vector_add'), { engine }), []);
      });

      it('names what passes in all cases', async () => {
        const found = await probeProblem(parseProblem(always, 'always.cu'), { engine });
        assert.deepEqual(
          found?.map(({ by }) => by),
          ['zeros', 'constant', 'other seed'],
        );
      });

      it('leaves out what passes in some cases only', async () => {
        const found = await probeProblem(parseProblem(onceOnly, 'once.cu'), { engine });
        assert.deepEqual(
          found?.map(({ by }) => by),
          [],
        );
      });
    });
  }

  it('has no answer without a device', async () => {
    await using engine = await Engine.open({ device: 'none' });
    assert.equal(await probeProblem(loadProblem('relu'), { engine }), null);
  });
});
