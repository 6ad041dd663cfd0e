import assert from 'node:assert/strict';
import { type LoadedProblem, atCase, parseProblem } from '../../lib/index.js';
import type { VerifyOptions } from '../../lib/verify/options.js';
import { ceilingsText, telemetryText } from '../../lib/report/device_text.js';
import { measureCeilings } from '../../lib/verify/roofline/measure.js';
import { ceilingBandwidth } from '../../lib/verify/roofline/ceilings_schema.js';
import { peakBandwidth, peakOperations } from '../../lib/verify/roofline/peaks.js';
import { lookAtGpu } from '../../lib/verify/telemetry/telemetry.js';
import { expectOutcome, expectPass } from './expect_verdict.js';
import { openedGpu, verifyHere } from './gpu_engine.js';

/** One element of a gigabyte: a right kernel reads four bytes, and nothing but a declaration says so. */
function firstOf(work: string): LoadedProblem {
  const text = `/*---
name: first
summary: The first element of a vector.
dims: { N: 268435456 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [1] }
launch:
  - { kernel: reference, grid: [1], block: [1], args: [x, y] }
${work}---*/
extern "C" __global__ void reference(const float* x, float* y) { y[0] = (float)(2.0 * (double)x[0]); }
`;
  return atCase(parseProblem(text, 'first.cu'));
}

const first = `/*---
launch:
  - { kernel: first, grid: [1], block: [1], args: [x, y] }
---*/
extern "C" __global__ void first(const float* x, float* y) { y[0] = 2.0f * x[0]; }
`;

const scaling = atCase(
  parseProblem(
    `/*---
name: scaling
summary: A vector times two.
dims: { N: 67108864 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: reference, grid: [64], block: [64], args: [x, y, N] }
---*/
extern "C" __global__ void reference(const float* x, float* y, int n) {
  for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = (float)(2.0 * (double)x[i]);
}
`,
    'scaling.cu',
  ),
);

const fast = `/*---
launch:
  - { kernel: scale, grid: ["N / 1024"], block: [256], args: [x, y] }
---*/
extern "C" __global__ void scale(const float4* x, float4* y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  float4 v = x[i];
  y[i] = make_float4(2 * v.x, 2 * v.y, 2 * v.z, 2 * v.w);
}
`;

const once: VerifyOptions = { trials: 1 };

function between(found: number, low: number, high: number, what: string): void {
  assert.ok(found >= low && found <= high, `${what} should be from ${low} to ${high} but is ${found}`);
}

describe('the roofline on a GPU', () => {
  it('has ceilings below the peaks, and not far below', async function () {
    const gpu = await openedGpu();
    const ceilings = await measureCeilings(gpu);
    assert(this.test);
    this.test.title += `: ${ceilingsText(ceilings)}`;
    const bandwidth = peakBandwidth(gpu.facts);
    if (bandwidth !== null) {
      between(ceilingBandwidth(ceilings) / bandwidth, 0.75, 1.01, 'the best of memory, as a share of its peak');
      between(ceilings.copyBytesPerSecond / bandwidth, 0.6, 1.01, 'copying');
      between(ceilings.writeBytesPerSecond / bandwidth, 0.6, 1.01, 'writing');
    }
    assert.ok(ceilings.l2BytesPerSecond > ceilings.readBytesPerSecond, 'the L2 should be faster than memory');
    between(ceilings.launchMs, 0.0003, 0.01, 'an empty kernel in milliseconds');
    for (const unit of ['f64', 'f32', 'f16', 'bf16', 'i8'] as const) {
      const peak = peakOperations(gpu.facts, unit);
      const rate = ceilings.operationsPerSecond[unit];
      if (peak !== null && rate !== null) between(rate / peak, 0.6, 1.01, `${unit}, as a share of its peak`);
    }
  });

  it('gives about the same ceilings twice', async () => {
    const gpu = await openedGpu();
    const [one, two] = [await measureCeilings(gpu), await measureCeilings(gpu)];
    between(two.readBytesPerSecond / one.readBytesPerSecond, 0.95, 1.05, 'the ratio of two measurements of memory');
    const [a, b] = [one, two].map(({ operationsPerSecond }) => operationsPerSecond.f32 ?? 0);
    between(b! / a!, 0.95, 1.05, 'the ratio of two measurements of f32');
  });

  it('refuses a time that the declared work cannot take', async () => {
    const verdict = await verifyHere(first, firstOf(''), once);
    const { reason, timing, roofline } = expectOutcome(verdict, 'implausible', 'one element of many');
    assert.ok(timing.medianMs < roofline.leastMs);
    assert.match(reason, /at least 1074 MB between memory and L2.*work: \{ bytes/);
    assert.equal(verdict.rungs.find(({ rung }) => rung === 'time')?.status, 'failed');
  });

  it('accepts it where the problem declares that so little is read', async () => {
    const { roofline } = expectPass(await verifyHere(first, firstOf('work: { bytes: 4 }\n'), once), 'one element');
    assert.ok(roofline);
    assert.equal(roofline.bytes, 8);
    assert.ok(roofline.share <= 1.2, `the share is ${roofline.share}`);
  });

  it('is close above for a kernel that is bound by memory, with a score between the reference and the floor', async () => {
    const { roofline, score } = expectPass(await verifyHere(fast, scaling, once), 'scaling');
    assert.ok(roofline && score);
    assert.equal(roofline.boundBy, 'memory');
    between(roofline.share, 0.6, 1.03, 'the share of the roofline');
    assert.equal(score.baseline, 'reference');
    between(score.value, 0.5, 1.03, 'the score');
  });

  it('counts from a given baseline', async () => {
    const { score } = expectPass(await verifyHere(fast, scaling, { ...once, baselineMs: 1000 }), 'scaling');
    assert.deepEqual([score?.baseline, score?.baselineMs], ['given', 1000]);
  });

  it('holds for a warm L2, of which nothing is known that would refuse a time', async () => {
    const { timing } = expectPass(await verifyHere(fast, scaling, { ...once, l2: 'both' }), 'scaling');
    assert.ok(timing?.warm);
  });
});

describe('telemetry on a GPU', () => {
  it('reads clocks, temperature and power, and none of it is changed', async function () {
    const { facts } = await openedGpu();
    const reading = await lookAtGpu(facts).catch((error: unknown) => {
      assert(this.test);
      this.test.title += ` (skipped: ${String(error)})`;
      return this.skip();
    });
    assert(this.test);
    this.test.title += `: ${telemetryText(reading)}`;
    assert.ok((reading.smClockMhz ?? 0) > 0 && (reading.smClockMhz ?? 0) <= (reading.maxSmClockMhz ?? 0) + 15);
    assert.equal(reading.maxSmClockMhz, Math.round(facts.clockKhz / 1000));
    between(reading.temperatureCelsius ?? 0, 10, 110, 'the temperature');
    between(reading.powerWatts ?? 0, 1, (reading.powerLimitWatts ?? 0) * 1.2, 'the power');
  });

  it('is in the verdict, before and after', async () => {
    const { timing } = expectPass(await verifyHere(fast, scaling, once), 'scaling');
    const seen = await lookAtGpu((await openedGpu()).facts).catch(() => null);
    assert.equal(timing?.telemetry.before === null, seen === null);
    assert.equal(timing?.telemetry.after === null, seen === null);
  });
});
