import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contract } from '../../../lib/problem/contract.js';
import { contractOfTensors, createTensor } from '../../../lib/problem/tensor.js';
import type { Gpu } from '../../../lib/verify/gpu.js';
import { keepCeilings } from '../../../lib/verify/roofline/ceilings_cache.js';
import { type Baseline, type Weighed, weigh } from '../../../lib/verify/roofline/weigh.js';
import type { Timing } from '../../../lib/verify/verdict.js';
import { sampleCeilings } from '../sample_ceilings.js';
import { sampleFacts } from '../sample_facts.js';
import { sampleVerdict } from '../sample_verdicts.js';

/** A device that has been measured: only its facts are looked at. */
function measuredGpu(): Gpu {
  return { facts: sampleFacts, driver: '580.1' } as unknown as Gpu;
}

/** A gigabyte is read, and a number written. */
const reduction: Contract = (() => {
  const made = contractOfTensors({ inputs: { x: createTensor('f32', [1]) }, outputs: { y: createTensor('f32', [1]) } });
  return { ...made, inputs: made.inputs.map((input) => ({ ...input, bytes: 2 ** 30 })) };
})();
const floorMs = (2 ** 30 / sampleCeilings.readBytesPerSecond) * 1000;
const manyOperations: Contract = {
  ...reduction,
  work: { operations: 1e13, unit: 'f32', leastOperations: null, readBytes: null },
};
const series: Omit<NonNullable<Timing['warm']>, 'medianMs'> = {
  minMs: 1,
  intervalMs: [1, 1],
  averaged: 1,
  samplesMs: [1],
};

function timing(changes: Partial<Timing>): Timing {
  const { timing: sample } = sampleVerdict('pass');
  assert(sample);
  return { ...sample, eventOverheadMs: 0.001, ...changes };
}

describe('weigh', () => {
  const cache = process.env.WARPSMITH_CACHE;
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'warpsmith-weigh-'));
    process.env.WARPSMITH_CACHE = folder;
    keepCeilings({ uuid: sampleFacts.uuid, name: sampleFacts.name, driver: '580.1' }, sampleCeilings);
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    if (cache === undefined) delete process.env.WARPSMITH_CACHE;
    else process.env.WARPSMITH_CACHE = cache;
  });

  let asked = 0;
  const weighed = (
    changes: Partial<Timing>,
    baseline: Baseline | null = null,
    contract = reduction,
  ): Promise<Weighed> => {
    asked = 0;
    return weigh(measuredGpu(), contract, timing(changes), () => {
      asked++;
      return Promise.resolve(baseline);
    });
  };

  it('lays a time beside the measured floor, and scores it from the baseline', async () => {
    const found = await weighed({ medianMs: 2 * floorMs }, { ms: 4 * floorMs, source: 'reference' });
    assert.equal(found.reason, null);
    assert.equal(found.roofline.share, 0.5);
    assert.deepEqual(found.roofline.ceilings, sampleCeilings);
    assert.ok(Math.abs((found.score?.value ?? 0) - 0.5) < 1e-12);
  });

  it('scores a kernel that does fewer operations than the usual way from the floor of the bytes', async () => {
    const found = await weighed({ medianMs: 2 * floorMs }, { ms: 4 * floorMs, source: 'reference' }, manyOperations);
    assert.equal(found.reason, null);
    assert.equal(found.roofline.floorMs, floorMs);
    assert.ok((found.roofline.usualMs ?? 0) > 4 * floorMs);
    assert.ok(Math.abs((found.score?.value ?? 0) - 0.5) < 1e-12);
  });

  it('goes without a score where there is no baseline', async () => {
    assert.equal((await weighed({ medianMs: 2 * floorMs })).score, null);
    assert.equal(asked, 1);
  });

  it('has no score for a time that cannot be, and asks for no baseline', async () => {
    const { reason, score, roofline } = await weighed({ medianMs: 0.1 }, { ms: 10, source: 'given' });
    assert.match(reason ?? '', /^It took 100 µs with a cold L2/);
    assert.deepEqual([score, asked], [null, 0]);
    assert.ok(roofline.share > 1);
  });

  it('refuses a graph or a warm time that cannot be, beside a median that can', async () => {
    const medianMs = 2 * floorMs;
    const graph = await weighed({ medianMs, graph: { ...series, medianMs: 0.1 } });
    assert.match(graph.reason ?? '', /^It took 100 µs with a cold L2/);
    const warm = await weighed({ medianMs, warm: { ...series, medianMs: 0.1 } });
    assert.match(warm.reason ?? '', /^It took 100 µs with a warm L2/);
    const leastWarmMs = ((2 ** 30 - sampleFacts.l2Bytes) / 3.35232e12) * 1000;
    assert.equal((await weighed({ medianMs, warm: { ...series, medianMs: leastWarmMs } })).reason, null);
  });
});
