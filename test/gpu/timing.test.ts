import assert from 'node:assert/strict';
import { type LoadedProblem, atCase, parseProblem } from '../../lib/index.js';
import type { VerifyOptions } from '../../lib/verify/options.js';
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

/** Launches that the driver has to treat differently: a cluster, and a cooperative grid. */
const mixed = `/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 512) * 2"], block: [256], cluster: [2], args: [a, b, c, N] }
  - { kernel: again, grid: [64], block: [256], cooperative: true, args: [a, b, c, N] }
---*/
extern "C" __global__ void add(const float* a, const float* b, float* c, int n) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) c[i] = a[i] + b[i];
}
extern "C" __global__ void again(const float* a, const float* b, float* c, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) c[i] = a[i] + b[i];
}
`;

/** Fits the L2 with all that is read and written. */
const little = additionOf(2 ** 20);
const few = additionOf(2 ** 22);
const many = additionOf(2 ** 26);

async function timeOf(source: string, problem: LoadedProblem, what: string, options: VerifyOptions = {}) {
  return expectTiming(await verifyHere(source, problem, { trials: 1, ...options }), what);
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

  it('takes turns between sets of inputs, and checks the outputs of every run', async () => {
    for (const problem of [little, many]) {
      const { inputSets, checkedRuns, samplesMs, warmups } = await timeOf(adding(1), problem, 'a sum');
      assert.equal(inputSets, 3);
      assert.equal(checkedRuns, samplesMs.length, 'runs of the same inputs differ in some bits');
      assert.ok(warmups >= 1, 'nothing warmed up');
    }
  });

  it('stops when the median is known, or says that it is not', async () => {
    const { intervalMs, medianMs, warnings } = await timeOf(adding(1), many, 'a sum');
    const width = (intervalMs[1] - intervalMs[0]) / medianMs;
    const said = warnings.some((warning) => warning.includes('interval is still'));
    assert.equal(width > 0.01, said, `the interval is ${width} of the median wide; warnings: ${warnings.join(' ')}`);
  });

  it('has a graph for plans of several launches, whatever their kind', async () => {
    for (const [name, source] of [
      ['three launches', adding(3)],
      ['a cluster and a cooperative launch', mixed],
    ] as const) {
      const { graph, medianMs, samplesMs } = await timeOf(source, little, name);
      assert.ok(graph, `${name}: there is no time of a graph`);
      assert.ok(graph.samplesMs.length >= Math.min(10, samplesMs.length), `${name}: ${graph.samplesMs.length} samples`);
      // Short launches gain by it, and none should lose much.
      between(graph.medianMs / medianMs, 0.3, 1.15, `${name}: the graph's time over that of launches`);
    }
  });

  it('has no graph for a plan of one launch', async () => {
    assert.equal((await timeOf(adding(1), little, 'a sum')).graph, undefined);
  });

  it('has a graph whose time is near that of long launches', async () => {
    const { graph, medianMs } = await timeOf(adding(3), many, 'three long launches');
    assert.ok(graph);
    between(graph.medianMs / medianMs, 0.95, 1.03, "the graph's time over that of launches");
  });

  it('empties the L2, or leaves it as the run before did, on demand', async () => {
    const { l2, warm, medianMs } = await timeOf(adding(1), little, 'a sum', { l2: 'both' });
    assert.equal(l2, 'cold');
    assert.ok(warm, 'there is no warm time');
    assert.ok(warm.medianMs < 0.95 * medianMs, `warm ${warm.medianMs} ms, cold ${medianMs} ms`);
    const only = await timeOf(adding(1), little, 'a sum', { l2: 'warm' });
    assert.deepEqual([only.l2, only.warm], ['warm', undefined]);
    between(only.medianMs / warm.medianMs, 0.85, 1.18, 'the ratio of two warm times');
  });

  it('takes about as long warm as cold where the L2 holds little of the data', async () => {
    const { warm, medianMs } = await timeOf(adding(1), many, 'a sum', { l2: 'both' });
    assert.ok(warm);
    between(warm.medianMs / medianMs, 0.88, 1.12, 'warm over cold');
  });

  it('gives nearly the same twice', async () => {
    const first = await timeOf(adding(1), many, 'the first time');
    const second = await timeOf(adding(1), many, 'the second time');
    between(second.medianMs / first.medianMs, 0.95, 1.05, 'the ratio of two timings of the same');
  });

  it('says how far from the roofline it is', async () => {
    const { roofline, timing } = expectPass(await verifyHere(adding(1), many, { trials: 1 }), 'a sum');
    assert.ok(roofline && timing);
    assert.equal(roofline.boundBy, 'memory');
    assert.equal(roofline.bytes, 3 * 4 * 2 ** 26);
    between(roofline.share, 0.3, 1.1, "the share of the memory's speed");
    assert.equal(roofline.share, roofline.floorMs / timing.medianMs);
  });

  it('is left out on demand', async () => {
    const { timing, roofline } = expectPass(await verifyHere(adding(1), few, { trials: 1, time: false }), 'a sum');
    assert.deepEqual([timing, roofline], [null, null]);
  });
});
