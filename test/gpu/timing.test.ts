import assert from 'node:assert/strict';
import { type LoadedProblem, atCase, parseProblem } from '../../lib/index.js';
import { expectPass, expectTiming } from './expect_verdict.js';
import { verifyHere } from './gpu_engine.js';

/** Adding vectors that the L2 can't hold. */
function additionOf(count: number): LoadedProblem {
  const text = `/*---
name: addition
summary: Sum of two vectors.
dims: { N: ${count} }
inputs:
  a: { type: f32, shape: [N] }
  b: { type: f32, shape: [N] }
outputs:
  c: { type: f32, shape: [N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }
---*/
extern "C" __global__ void reference(const float* a, const float* b, float* c, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) c[i] = (float)((double)a[i] + (double)b[i]);
}
`;
  return atCase(parseProblem(text, 'addition.cu'));
}

/** A candidate that adds `times` times over. */
function adding(times: number, workspace = ''): string {
  const launch = '  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [a, b, c, N] }\n';
  return `/*---
${workspace}launch:
${launch.repeat(times)}---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) c[i] = a[i] + b[i];
}
`;
}

const few = additionOf(2 ** 22);
const many = additionOf(2 ** 26);

async function timeOf(source: string, problem: LoadedProblem, what: string) {
  return expectTiming(await verifyHere(source, problem, { trials: 1 }), what);
}

function between(found: number, low: number, high: number, what: string): void {
  assert.ok(found >= low && found <= high, `${what} should be from ${low} to ${high} but is ${found}`);
}

describe('timing on a GPU', () => {
  it('grows with the work', async () => {
    const short = await timeOf(adding(1), few, 'few elements');
    const long = await timeOf(adding(1), many, 'many elements');
    between(long.medianMs / short.medianMs, 6, 40, 'the ratio of times, of sixteen times the work');
  });

  it('has samples above zero and an interval around their median', async () => {
    for (const problem of [few, many]) {
      const { samplesMs, minMs, medianMs, intervalMs, eventOverheadMs } = await timeOf(adding(1), problem, 'a sum');
      const what = `${problem.contract.dims.N} elements`;
      assert.ok(samplesMs.length >= 10, `${what}: only ${samplesMs.length} samples`);
      assert.ok(Math.min(...samplesMs) > 0, `${what}: a sample is ${Math.min(...samplesMs)} ms`);
      assert.equal(minMs, Math.min(...samplesMs), `${what}: the least sample`);
      const [low, high] = intervalMs;
      between(medianMs, low, high, `${what}: the median within its interval`);
      assert.ok(minMs <= low && high <= Math.max(...samplesMs), `${what}: the interval is wider than the samples`);
      assert.ok(eventOverheadMs >= 0 && eventOverheadMs < medianMs, `${what}: two events cost ${eventOverheadMs} ms`);
    }
  });

  it('covers all launches of a plan', async () => {
    const once = await timeOf(adding(1), many, 'one launch');
    const thrice = await timeOf(adding(3), many, 'three launches');
    between(thrice.medianMs / once.medianMs, 2.4, 3.6, 'the ratio of times, of three launches to one');
  });

  it('covers the filling of workspaces', async () => {
    const workspace = 'workspace:\n  zeros: { type: f32, shape: [N], fill: { constant: 0 } }\n';
    const bare = await timeOf(adding(1), many, 'no workspace');
    const filled = await timeOf(adding(1, workspace), many, 'a filled workspace');
    assert.ok(
      filled.medianMs > 1.1 * bare.medianMs,
      `expected the fill to take time: ${filled.medianMs} ms with it, ${bare.medianMs} ms without`,
    );
  });

  it('gives nearly the same twice', async () => {
    const first = await timeOf(adding(1), many, 'the first time');
    const second = await timeOf(adding(1), many, 'the second time');
    between(second.medianMs / first.medianMs, 0.8, 1.2, 'the ratio of two timings of the same');
  });

  it('says how far from the roofline it is', async () => {
    const { roofline, timing } = expectPass(await verifyHere(adding(1), many, { trials: 1 }), 'a sum');
    assert.ok(roofline && timing);
    assert.equal(roofline.boundBy, 'memory');
    assert.equal(roofline.bytes, 3 * 4 * 2 ** 26);
    between(roofline.share, 0.3, 1, "the share of the memory's peak");
    assert.equal(roofline.share, roofline.floorMs / timing.medianMs);
  });

  it('is left out on demand', async () => {
    const { timing, roofline } = expectPass(await verifyHere(adding(1), few, { trials: 1, time: false }), 'a sum');
    assert.deepEqual([timing, roofline], [null, null]);
  });
});
