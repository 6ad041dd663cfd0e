import assert from 'node:assert/strict';
import { atCase, builtInProblems, loadProblem, parseProblem } from '../../../lib/problem/problem.js';
import { degeneracyOf } from '../../../lib/verify/degenerate/degenerate.js';
import type { Degeneracy } from '../../../lib/verify/degenerate/degenerate_schema.js';
import { Engine } from '../../../lib/verify/engine.js';
import { prepareReference } from '../../../lib/verify/reference.js';
import { simulatedCases } from '../../../lib/verify/verify_cases.js';

interface Sample {
  inputs: string;
  outputs?: string;
  parameters: string;
  /** Of element i. */
  body: string;
}

function problemOf({ inputs, outputs = 'y: { type: f32, shape: [N] }', parameters, body }: Sample): string {
  const names = [...parameters.matchAll(/\*\s*(\w+)/g)].map(([, name]) => name);
  return `/*---
name: sample
summary: For tests.
dims: { N: 500 }
inputs: { ${inputs} }
outputs: { ${outputs} }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 128)"], block: [128], args: [${names.join(', ')}, N] }
---*/
extern "C" __global__ void reference(${parameters}, int N) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < N) { ${body} }
}
`;
}

const plain = 'const float* x, float* y';
const uniform = 'x: { type: f32, shape: [N], fill: { uniform: [0, 1] } }';
const normal = 'x: { type: f32, shape: [N] }';

describe('degenerate problems', () => {
  let engine: Engine;
  before(async () => {
    engine = await Engine.open({ device: 'sim' });
  });
  after(() => engine.close());

  async function asked(source: string, caseName?: string): Promise<Degeneracy[] | null> {
    return askedOf(atCase(parseProblem(source, 'sample.cu'), caseName));
  }

  async function askedOf(loaded: ReturnType<typeof atCase>): Promise<Degeneracy[] | null> {
    assert(engine.device);
    const reference = await prepareReference(engine, loaded, { deadlineMs: 60_000 });
    return degeneracyOf(engine.device, loaded.contract, reference, 60_000);
  }

  function names(found: Degeneracy[] | null): string[] {
    assert(found, 'was not answered');
    return found.map(({ by, output }) => `${by} ${output}`);
  }

  for (const [what, sample, expected] of [
    [
      'a ReLU of positive inputs',
      { inputs: uniform, parameters: plain, body: 'y[i] = fmaxf(x[i], 0.0f);' },
      ['input y'],
    ],
    ['a ReLU of inputs of either sign', { inputs: normal, parameters: plain, body: 'y[i] = fmaxf(x[i], 0.0f);' }, []],
    [
      'a ReLU of negative inputs',
      {
        inputs: 'x: { type: f32, shape: [N], fill: { uniform: [-2, -1] } }',
        parameters: plain,
        body: 'y[i] = fmaxf(x[i], 0.0f);',
      },
      ['zeros y', 'constant y', 'other seed y'],
    ],
    [
      'a softmax over one element',
      { inputs: normal, parameters: plain, body: 'y[i] = expf(x[i] - x[i]) / 3.0f;' },
      ['constant y', 'other seed y'],
    ],
    [
      'an output that is made of indexes only',
      { inputs: normal, parameters: plain, body: 'y[i] = (float)i;' },
      ['other seed y'],
    ],
    [
      'a quotient of equals, which zeros in the inputs make NaN',
      { inputs: normal, parameters: plain, body: 'y[i] = (float)((double)x[i] / x[i]);' },
      ['constant y', 'other seed y'],
    ],
    [
      'a tiny term beside a large one, below the tolerance in no family',
      { inputs: normal, parameters: plain, body: 'y[i] = 1.0f + x[i];' },
      [],
    ],
    [
      'integers that never change',
      {
        inputs: 'x: { type: i32, shape: [N], fill: { integers: [4, 7] } }',
        outputs: 'y: { type: i32, shape: [N] }',
        parameters: 'const int* x, int* y',
        body: 'y[i] = x[i] / 4;',
      },
      ['constant y', 'other seed y'],
    ],
    [
      'one output of two, copied from the second input',
      {
        inputs: `a: { type: f32, shape: [N] }, b: { type: f32, shape: [N] }`,
        outputs: 'sum: { type: f32, shape: [N] }, kept: { type: f32, shape: [N] }',
        parameters: 'const float* a, const float* b, float* sum, float* kept',
        body: 'sum[i] = a[i] + b[i]; kept[i] = b[i];',
      },
      ['input kept'],
    ],
  ] as [string, Sample, string[]][]) {
    it(`${what}: ${expected.length === 0 ? 'nothing passes' : expected.join(', ')}`, async () => {
      assert.deepEqual(names(await asked(problemOf(sample))), expected);
    });
  }

  it('are said in sentences, with the constant and the input by name', async () => {
    const third = await asked(problemOf({ inputs: normal, parameters: plain, body: 'y[i] = 0.25f;' }));
    assert.match(third?.[0]?.sentence ?? '', /For "y", the constant 0\.25 would pass in every family/);
    const copy = await asked(problemOf({ inputs: normal, parameters: plain, body: 'y[i] = x[i];' }));
    assert.match(copy?.[0]?.sentence ?? '', /For "y", a copy of the input "x" would pass/);
  });

  it('give no answer when the simulator cannot run the reference', async () => {
    const body =
      'asm volatile("nanosleep.u32 20;"); unsigned t; asm volatile("mov.u32 %0, %pm0;" : "=r"(t)); y[i] = t;';
    assert.equal(await asked(problemOf({ inputs: normal, parameters: plain, body })), null);
  });

  for (const name of builtInProblems()) {
    it(`${name} is none`, async () => {
      const problem = loadProblem(name);
      for (const small of simulatedCases(problem)) {
        // A single element says too little about anything else.
        assert.deepEqual(names(await askedOf(atCase(problem, small))), [], small);
      }
    });
  }
});
