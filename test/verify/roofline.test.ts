import assert from 'node:assert/strict';
import type { Contract } from '../../lib/problem/contract.js';
import { contractOfTensors, createTensor } from '../../lib/problem/tensor.js';
import { peakBandwidth, rooflineOf } from '../../lib/verify/roofline.js';
import { sampleFacts } from './sample_facts.js';

const bandwidth = 3.35232e12;

function contract(work: Contract['work'] = null): Contract {
  const tensors = { inputs: { x: createTensor('f16', [1000]) }, outputs: { y: createTensor('f64', [500]) } };
  return { ...contractOfTensors(tensors), work };
}

describe('rooflineOf', () => {
  it("takes an H100's bandwidth from its memory clock and bus", () => {
    assert.equal(peakBandwidth(sampleFacts), bandwidth);
  });

  it('counts inputs and outputs once', () => {
    const roofline = rooflineOf(contract(), sampleFacts, 1);
    assert.equal(roofline.bytes, 6000);
    assert.equal(roofline.floorMs, (6000 / bandwidth) * 1000);
    assert.equal(roofline.share, roofline.floorMs);
    assert.deepEqual([roofline.boundBy, roofline.operations, roofline.peakOperationsPerSecond], ['memory', 0, null]);
  });

  // NVIDIA H100 whitepaper, SXM5 peaks, at the boost clock of 1.98 GHz that nvidia-smi shows instead of 1.83 GHz.
  for (const [unit, teraPerSecond] of [
    ['f64', 66.9],
    ['f32', 66.9],
    ['f16', 1070.5],
    ['bf16', 1070.5],
    ['i8', 2141],
  ] as const) {
    it(`knows the rate of ${unit}`, () => {
      const { peakOperationsPerSecond } = rooflineOf(contract({ operations: 1, unit }), sampleFacts, 1);
      assert(Math.abs((peakOperationsPerSecond ?? 0) / 1e12 - teraPerSecond) < 0.1, String(peakOperationsPerSecond));
    });
  }

  it('is bound by what takes longer', () => {
    const much = rooflineOf(contract({ operations: 2e12, unit: 'f32' }), sampleFacts, 60);
    assert.equal(much.boundBy, 'arithmetic');
    assert(Math.abs(much.floorMs - 29.89) < 0.01, String(much.floorMs));
    assert(Math.abs(much.share - 0.498) < 0.001, String(much.share));
    assert.equal(rooflineOf(contract({ operations: 10, unit: 'f32' }), sampleFacts, 1).boundBy, 'memory');
  });

  it('claims no rate for other architectures', () => {
    const roofline = rooflineOf(contract({ operations: 2e12, unit: 'f16' }), { ...sampleFacts, computeMajor: 8 }, 1);
    assert.deepEqual([roofline.peakOperationsPerSecond, roofline.boundBy], [null, 'memory']);
  });
});
