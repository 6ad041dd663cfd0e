import assert from 'node:assert/strict';
import type { Dtype } from '../../../lib/format/dtype.js';
import type { DeclaredWork } from '../../../lib/problem/work.js';
import type { Contract } from '../../../lib/problem/contract.js';
import { contractOfTensors } from '../../../lib/problem/tensor.js';
import type { Tensor } from '../../../lib/problem/tensor.js';
import { dtypes } from '../../../lib/format/dtype.js';
import { fastestOperations, peakBandwidth, peakOperations } from '../../../lib/verify/roofline/peaks.js';
import { whyImplausible } from '../../../lib/verify/roofline/plausible.js';
import type { Ceilings } from '../../../lib/verify/roofline/ceilings_schema.js';
import { leastTime, rooflineOf } from '../../../lib/verify/roofline/roofline.js';
import { sampleCeilings } from '../sample_ceilings.js';
import { sampleFacts } from '../sample_facts.js';

const bandwidth = 3.35232e12;
const l2 = sampleFacts.l2Bytes;
/** Of an older GPU, whose rates are not known. */
const ampere = { ...sampleFacts, computeMajor: 8 };

type Sizes = Record<string, [Dtype, number]>;

/** A contract of tensors with so many elements, which nobody allocates. */
function contract(inputs: Sizes, outputs: Sizes, work?: DeclaredWork): Contract {
  const small = (group: Sizes): Record<string, Tensor> =>
    Object.fromEntries(
      Object.entries(group).map(([name, [dtype]]) => {
        const { array, bytes } = dtypes[dtype];
        return [name, { dtype, shape: [1], data: new array(new SharedArrayBuffer(bytes)) }];
      }),
    );
  const made = contractOfTensors({ inputs: small(inputs), outputs: small(outputs) });
  for (const tensor of [...made.inputs, ...made.outputs]) {
    const count = (inputs[tensor.name] ?? outputs[tensor.name])![1];
    Object.assign(tensor, { count, shape: [count], bytes: count * dtypes[tensor.dtype].bytes });
  }
  const { operations = 0, unit = 'f32', leastOperations = null, bytes = null } = work ?? {};
  return { ...made, work: work ? { operations, unit, leastOperations, readBytes: bytes } : null };
}

const once = { medianMs: 1, l2: 'cold' } as const;
/** Slower than all operations of these tests. */
const slow = { ...once, medianMs: 1000 } as const;

const large = contract({ x: ['f32', 2 ** 28] }, { y: ['f32', 2 ** 28] });

describe('peaks', () => {
  it("takes an H100's bandwidth from its memory clock and bus", () => {
    assert.equal(peakBandwidth(sampleFacts), bandwidth);
  });

  it('knows no bandwidth where the driver tells no clock', () => {
    assert.equal(peakBandwidth({ ...sampleFacts, memoryClockKhz: 0 }), null);
  });

  it('takes the tensor cores for the types that they have', () => {
    assert.equal(peakOperations(sampleFacts, 'f16'), 4096 * 132 * 1.98e9);
    assert.equal(peakOperations(sampleFacts, 'f32'), 256 * 132 * 1.98e9);
    assert.equal(peakOperations(ampere, 'f16'), null);
  });

  it('lets no unit be faster than what its products can be made of', () => {
    for (const unit of ['f64', 'f32', 'f16', 'bf16', 'i8'] as const) {
      assert.ok(fastestOperations(sampleFacts, unit)! > peakOperations(sampleFacts, unit)!, unit);
    }
    // Three f16 products stand for one of f32, and such kernels are honest.
    assert.ok(fastestOperations(sampleFacts, 'f32')! >= peakOperations(sampleFacts, 'f16')! / 3);
  });
});

describe('leastTime', () => {
  it('reads all inputs from memory when the L2 is cold, and leaves it what it can hold of the outputs', () => {
    const { by, ms } = leastTime(large, sampleFacts, 'cold');
    assert.equal(by, 'memory');
    assert.equal(ms, ((2 ** 30 + 2 ** 30 - l2) / bandwidth) * 1000);
  });

  it('does not count outputs that the L2 can hold', () => {
    const reduction = contract({ x: ['f32', 2 ** 28] }, { y: ['f32', 1024] });
    assert.equal(leastTime(reduction, sampleFacts, 'cold').ms, (2 ** 30 / bandwidth) * 1000);
    const filling = contract({}, { y: ['f32', l2 / 4] });
    assert.equal(leastTime(filling, sampleFacts, 'cold').ms, 0);
  });

  it('leaves a warm L2 its part of the inputs as well', () => {
    assert.equal(leastTime(large, sampleFacts, 'warm').ms, ((2 * (2 ** 30 - l2)) / bandwidth) * 1000);
    const small = contract({ x: ['f32', l2 / 4] }, { y: ['f32', 16] });
    assert.equal(leastTime(small, sampleFacts, 'warm').ms, 0);
  });

  it('counts of the inputs what the problem declares', () => {
    const declared = contract({ x: ['f32', 2 ** 28] }, { y: ['f32', 16] }, { bytes: 4096 });
    assert.equal(leastTime(declared, sampleFacts, 'cold').ms, (4096 / bandwidth) * 1000);
  });

  it('counts nothing of inputs that another input may choose from, unless the problem declares it', () => {
    for (const dtype of ['i32', 'i64', 'bool'] as const) {
      const sizes: Sizes = { table: ['f32', 2 ** 28], which: [dtype, 1000] };
      const bytes = 1000 * dtypes[dtype].bytes;
      const gather = contract(sizes, { y: ['f32', 1000] });
      assert.equal(leastTime(gather, sampleFacts, 'cold').ms, (bytes / bandwidth) * 1000, dtype);
      const declared = contract(sizes, { y: ['f32', 1000] }, { bytes: 2 ** 30 });
      assert.equal(leastTime(declared, sampleFacts, 'cold').ms, (2 ** 30 / bandwidth) * 1000, dtype);
    }
  });

  it('counts no inputs where a file makes one, whose zeros a kernel may know of', () => {
    const masked = contract({ x: ['f32', 2 ** 28], mask: ['f32', 2 ** 28] }, { y: ['f32', 2 ** 28] });
    const inputs = masked.inputs.map((input) => ({ ...input, made: input.name === 'mask' }));
    const written = 2 ** 30 - l2;
    assert.equal(leastTime({ ...masked, inputs }, sampleFacts, 'cold').ms, (written / bandwidth) * 1000);
    assert.equal(leastTime(masked, sampleFacts, 'cold').ms, ((2 ** 31 + written) / bandwidth) * 1000);
  });

  it('does not take declared operations for the least there are', () => {
    const work = { operations: 1e15, unit: 'f16' as const };
    const small: [Sizes, Sizes] = [{ x: ['f16', 1000] }, { y: ['f16', 1000] }];
    assert.equal(leastTime(contract(...small, work), sampleFacts, 'cold').by, 'memory');
    const { by, ms } = leastTime(contract(...small, { ...work, leastOperations: 5e14 }), sampleFacts, 'cold');
    assert.equal(by, 'arithmetic');
    assert.equal(ms, (5e14 / fastestOperations(sampleFacts, 'f16')!) * 1000);
  });

  it('is certain of nothing where it knows no rates', () => {
    const facts = { ...ampere, memoryClockKhz: 0 };
    assert.equal(leastTime(contract({ x: ['f32', 2 ** 28] }, { y: ['f32', 1] }), facts, 'cold').ms, 0);
  });
});

describe('rooflineOf', () => {
  it('goes by the measured ceilings, and by the peaks without them', () => {
    const theoretical = rooflineOf(large, sampleFacts, null, once);
    assert.equal(theoretical.bytes, 2 ** 31);
    assert.equal(theoretical.memoryBytes, 2 ** 31 - l2);
    assert.equal(theoretical.floorMs, ((2 ** 31 - l2) / bandwidth) * 1000);
    assert.equal(theoretical.share, theoretical.floorMs);
    const measured = rooflineOf(large, sampleFacts, sampleCeilings, once);
    assert.equal(measured.floorMs, ((2 ** 31 - l2) / sampleCeilings.readBytesPerSecond) * 1000);
    assert.equal(measured.leastMs, theoretical.leastMs);
    assert.ok(measured.floorMs > measured.leastMs);
  });

  it('leaves a warm L2 what it can hold', () => {
    const small = contract({ x: ['f32', l2 / 4] }, { y: ['f32', 1] });
    assert.equal(rooflineOf(small, sampleFacts, null, { medianMs: 1, l2: 'warm' }).memoryBytes, 0);
    assert.equal(rooflineOf(small, sampleFacts, null, once).memoryBytes, l2);
  });

  it('says what the limit is', () => {
    const by = (...[inputs, outputs, work]: Parameters<typeof contract>): string =>
      rooflineOf(contract(inputs, outputs, work), sampleFacts, sampleCeilings, slow).boundBy;
    assert.equal(by({ x: ['f32', 2 ** 28] }, { y: ['f32', 1] }), 'memory');
    assert.equal(by({}, { y: ['f32', l2 / 4] }), 'l2');
    assert.equal(by({ x: ['f32', 1] }, { y: ['f32', 1] }), 'launch');
    assert.equal(by({ x: ['f16', 1] }, { y: ['f16', 1] }, { operations: 1e13, unit: 'f16' }), 'arithmetic');
  });

  it('takes the ceiling of the declared unit', () => {
    const { floorMs, operations } = rooflineOf(
      contract({ x: ['i8', 1] }, { y: ['i32', 1] }, { operations: 1e13, unit: 'i8' }),
      sampleFacts,
      sampleCeilings,
      slow,
    );
    assert.equal(operations, 1e13);
    assert.equal(floorMs, (1e13 / sampleCeilings.operationsPerSecond.i8!) * 1000);
  });
});

/** A product of 4096 x 4096 matrices in f32, as KernelBench's triangular ones are. */
const matrix: Sizes = { a: ['f32', 2 ** 24], b: ['f32', 2 ** 24] };
const product: DeclaredWork = { operations: 2 ** 37 };

describe('the floor of the operations of the usual way', () => {
  const floorAt = (medianMs: number, work = product, facts = sampleFacts, ceilings: Ceilings | null = sampleCeilings) =>
    rooflineOf(contract(matrix, { c: ['f32', 2 ** 24] }, work), facts, ceilings, { medianMs, l2: 'cold' });
  const ceiling = sampleCeilings.operationsPerSecond.f32!;
  const atCeilingMs = (2 ** 37 / ceiling) * 1000;
  const atPeakMs = (2 ** 37 / peakOperations(sampleFacts, 'f32')!) * 1000;

  it('is that of the measured ceiling for a kernel that does not reach it', () => {
    const { floorMs, boundBy, share, usualMs } = floorAt(2 * atCeilingMs);
    assert.deepEqual([floorMs, boundBy, share, usualMs], [atCeilingMs, 'arithmetic', 0.5, undefined]);
  });

  it('is that of the peak for a kernel that does better than ours did, whose share is no more than 1', () => {
    const medianMs = (atCeilingMs + atPeakMs) / 2;
    const { floorMs, share, usualMs } = floorAt(medianMs);
    assert.deepEqual([floorMs, share, usualMs], [atPeakMs, atPeakMs / medianMs, undefined]);
    assert.equal(floorAt(atPeakMs).share, 1);
  });

  it('is none for a kernel that the peak does not explain: it has to move bytes, and need not do all of them', () => {
    const { floorMs, boundBy, share, usualMs, operations } = floorAt(atPeakMs / 3);
    assert.equal(boundBy, 'memory');
    assert.ok(Math.abs(floorMs - ((2 ** 27 + 2 ** 26 - l2) / sampleCeilings.readBytesPerSecond) * 1000) < 1e-9);
    assert.equal(share, floorMs / (atPeakMs / 3));
    assert.ok(share < 0.2, `the share is ${share}`);
    assert.deepEqual([usualMs, operations], [atPeakMs, 2 ** 37]);
  });

  it('goes by the ceiling alone where the peak is not known, and by the peak alone where nothing was measured', () => {
    assert.equal(floorAt(atCeilingMs, product, ampere).share, 1);
    assert.equal(floorAt(0.9 * atCeilingMs, product, ampere).usualMs, atCeilingMs);
    assert.equal(floorAt(atPeakMs, product, sampleFacts, null).share, 1);
    assert.equal(floorAt(0.9 * atPeakMs, product, sampleFacts, null).usualMs, atPeakMs);
    assert.equal(floorAt(0.9 * atPeakMs, product, ampere, null).boundBy, 'memory');
  });

  it('stays with what the problem promises that no algorithm does without', () => {
    const promised = { ...product, leastOperations: 2 ** 37 };
    const leastMs = (2 ** 37 / fastestOperations(sampleFacts, 'f32')!) * 1000;
    const { floorMs, boundBy, usualMs } = floorAt(atPeakMs / 3, promised);
    assert.deepEqual([floorMs, boundBy, usualMs], [leastMs, 'arithmetic', atPeakMs]);
  });

  it('does not speak of them to a kernel that beats even the bytes, whose share stays beyond 1', () => {
    const few = { operations: 2 ** 20 };
    const { share, boundBy, usualMs } = floorAt(1e-5, few);
    assert.ok(share > 1);
    assert.deepEqual([boundBy, usualMs], ['memory', undefined]);
  });

  it('says who counted them', () => {
    const counted = contract(matrix, { c: ['f32', 1] }, product);
    const { work } = counted;
    assert.ok(work);
    const by = (which: Contract): unknown => rooflineOf(which, sampleFacts, null, once).operationsBy;
    assert.equal(by(counted), 'declared');
    assert.equal(by({ ...counted, work: { ...work, counted: true } }), 'counted');
    assert.equal(by(large), undefined);
  });
});

describe('whyImplausible', () => {
  const least = leastTime(large, sampleFacts, 'cold').ms;
  const why = (medianMs: number, eventOverheadMs = 0, which = large): string | null =>
    whyImplausible(which, sampleFacts, { medianMs, eventOverheadMs, l2: 'cold' });

  it('has nothing against the least time, and something against less', () => {
    assert.equal(why(least), null);
    assert.equal(why(least * 2), null);
    assert.match(
      why(least * 0.99) ?? '',
      /^It took .* at least .* this device: it moves at least 2095 MB .* 3352 GB\/s/,
    );
  });

  it("takes the events' own cost and resolution for the kernel's", () => {
    const tiny = contract({ x: ['f32', 2 ** 20] }, { y: ['f32', 1] });
    const tinyMs = leastTime(tiny, sampleFacts, 'cold').ms;
    assert.equal(why(0, tinyMs - 0.001, tiny), null);
    assert.notEqual(why(0, tinyMs - 0.0011, tiny), null);
    assert.equal(why(0, 0, contract({ x: ['f32', 1] }, { y: ['f32', 1] })), null);
  });

  it('tells how to declare that less is read, unless the problem has', () => {
    assert.match(why(0.1) ?? '', /work: \{ bytes: … \}/);
    const declared = contract({ x: ['f32', 2 ** 28] }, { y: ['f32', 1] }, { bytes: 2 ** 30 });
    assert.doesNotMatch(why(0.1, 0, declared) ?? '', /bytes:/);
  });

  it('gives the figures of arithmetic', () => {
    const work = { operations: 1e13, leastOperations: 1e13, unit: 'f16' as const };
    const text = why(0.1, 0, contract({ x: ['f16', 1] }, { y: ['f16', 1] }, work));
    assert.match(text ?? '', /at least 10000 G operations, and nothing here does more than 1204 T in a second/);
  });
});
