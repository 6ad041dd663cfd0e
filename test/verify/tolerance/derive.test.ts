import assert from 'node:assert/strict';
import type { Dtype } from '../../../lib/format/dtype.js';
import { tensorSpec } from '../../../lib/format/tensor_spec.js';
import type { Contract } from '../../../lib/problem/contract.js';
import { growth, isDerived, longestChain, toleranceOf, unitRoundoff } from '../../../lib/verify/tolerance/derive.js';
import { reductionOf } from '../../../lib/verify/tolerance/reduction.js';
import type { ReferenceFacts } from '../../../lib/verify/tolerance/reference_facts.js';

const dims = { M: 7, N: 5, K: 4096, B: 2 };

function spec(name: string, type: Dtype, shape: (string | number)[]): Contract['outputs'][number] {
  const made = tensorSpec(name, { type, shape }, dims, name, (_, message) => assert.fail(message));
  assert(made);
  return made;
}

/** A matrix product unless its tensors are given. */
function contract(
  dtype: Dtype,
  more: Partial<Contract> = {},
  inputs: (string | number)[][] = [
    ['M', 'K'],
    ['K', 'N'],
  ],
): Contract {
  return {
    name: 'p',
    caseName: 'small',
    dims,
    constants: {},
    inputs: inputs.map((shape, i) => spec(`in${i}`, dtype, shape)),
    outputs: [spec('out', dtype, ['M', 'N'])],
    tolerance: null,
    work: null,
    ...more,
  };
}

const precise: ReferenceFacts = { arithmetic: 'f64', loads: null };

describe('toleranceOf', () => {
  it('is exact for integers and bool, whatever is asked for', () => {
    for (const dtype of ['i64', 'i32', 'i8', 'u8', 'bool'] as const) {
      const found = toleranceOf(contract(dtype, { tolerance: 'kernelbench-2024' }), dtype);
      assert.deepEqual(found, { relative: 0, absolute: 0 }, dtype);
    }
  });

  it('is exact where the reference does not round', () => {
    const basis = { reference: { arithmetic: 'none', loads: 1 } as const };
    assert.deepEqual(toleranceOf(contract('f32'), 'f32', basis), { relative: 0, absolute: 0 });
    assert.equal(isDerived(contract('f32'), 'f32', basis), false);
  });

  it('takes the presets for what KernelBench does', () => {
    const plain = (dtype: Dtype, tolerance: Contract['tolerance']) =>
      toleranceOf(contract(dtype, { tolerance }), dtype);
    assert.deepEqual(plain('f32', 'kernelbench'), { relative: 1e-4, absolute: 0, plain: 1e-4 });
    assert.deepEqual(plain('bf16', 'kernelbench'), { relative: 1e-2, absolute: 0, plain: 1e-2 });
    assert.deepEqual(plain('f32', 'kernelbench-2024'), { relative: 1e-2, absolute: 0, plain: 1e-2 });
    assert.deepEqual(plain('f32', { rtol: 1e-3, atol: 2 }), { relative: 1e-3, absolute: 0, plain: 2 });
    assert.deepEqual(plain('f32', { relative: 1e-3, absolute: 0.5 }), { relative: 1e-3, absolute: 0.5 });
  });

  it('grows with the root of the length, and with the length where values are equal', () => {
    const { relative } = toleranceOf(contract('f32'), 'f32', { reference: precise });
    assert.equal(relative, (4 * 64 + 8) * 2 ** -24);
    const equal = toleranceOf(contract('f32'), 'f32', { reference: precise, equalValues: true });
    assert.equal(equal.relative, (4 * 64 + 8 + 4096) * 2 ** -24);
    assert.equal(growth(2 ** 30, false), growth(longestChain, false), 'no kernel adds that much one after the other');
  });

  it('grows with the number of elements, of which one strays furthest', () => {
    const roots = (elements: number): number => (growth(4096, false, elements) - 8) / 64;
    assert.equal(roots(2 ** 16), 4);
    // x^2 = 16 + 2 ln(2^29 / 2^16)
    assert(Math.abs(roots(2 ** 29) - 5.833) < 0.001, `${roots(2 ** 29)}`);
    const output = spec('y', 'f32', ['2 * 16384', '16384']);
    const { relative } = toleranceOf(contract('f32'), output, { reference: precise });
    assert.equal(relative, growth(4096, false, 2 ** 29) * 2 ** -24);
  });

  it('counts both sides where the reference is no more precise', () => {
    const { relative } = toleranceOf(contract('f32'), 'f32', { reference: precise });
    for (const reference of [{ arithmetic: 'f32', loads: null } as const, null]) {
      assert.equal(toleranceOf(contract('f32'), 'f32', { reference }).relative, 2 * relative);
    }
    // Nothing is more precise than f64.
    assert.equal(toleranceOf(contract('f64'), 'f64', { reference: precise }).relative, 2 * 264 * 2 ** -53);
  });

  it('keeps sums of 16-bit formats in f32, one rounding of a tensor core coarser', () => {
    assert.equal(unitRoundoff('f16', contract('f16')), 2 ** -23);
    assert.equal(unitRoundoff('f32', contract('bf16')), 2 ** -23);
    assert.equal(unitRoundoff('f32', contract('f32')), 2 ** -24);
    assert.equal(unitRoundoff('f64', contract('f16')), 2 ** -53);
  });

  it('lets the reach stand for the RMS once it is measured', () => {
    const rms = toleranceOf(contract('f32'), 'f32', { reference: precise });
    const measured = toleranceOf(contract('f32'), 'f32', { reference: precise, moved: true });
    assert.ok(rms.absolute > 0 && rms.spread === 0);
    assert.ok(measured.absolute === 0 && measured.spread !== undefined && measured.spread > 0);
    // A distance that is as large a share of the output as the inputs were moved counts like the output itself.
    const share = 4 * Math.sqrt(8) * 0.7355 * 2 ** -23;
    assert.ok(Math.abs((measured.spread * share) / measured.relative - 1) < 1e-12);
  });

  it('has a cap in every real dtype that one rounding stays below', () => {
    for (const [dtype, bits] of [
      ['f64', 52],
      ['f32', 23],
      ['f16', 10],
      ['bf16', 7],
    ] as const) {
      const { cap = 0, ulps = 0 } = toleranceOf(contract(dtype), dtype, { reference: precise });
      assert.ok(cap > ulps * 2 ** -bits && cap < 0.1, `${dtype}: ${cap}`);
    }
  });

  it('allows a declared precision in between', () => {
    const plain = toleranceOf(contract('bf16'), 'bf16', { reference: precise });
    const rounded = toleranceOf(contract('bf16', { precision: 'bf16' }), 'bf16', { reference: precise });
    assert.ok(Math.abs(rounded.relative - plain.relative - 4 * 2 ** -8) < 1e-15);
  });
});

describe('reductionOf', () => {
  const length = (found: Contract, facts: ReferenceFacts | null = null): number => reductionOf(found, facts).length;

  it('takes what the problem declares', () => assert.equal(length(contract('f32', { reduction: 9 }), precise), 9));

  it('takes the dimensions that the outputs lack', () => {
    assert.equal(length(contract('f32')), 4096);
    // A filter: K sizes are labelled, 3 x 3 are numbers.
    assert.equal(
      length(
        contract('f32', {}, [
          ['B', 'M', 'N'],
          ['M', 'K', 3, 3],
        ]),
      ),
      4096 * 9,
    );
  });

  it('takes the longest dimension where none is lacking', () => {
    assert.equal(length(contract('f32', {}, [['M', 'N']])), 7);
  });

  it('takes what a thread loads where the reference has no loop', () => {
    assert.equal(length(contract('f32', {}, [['M', 'N']]), { arithmetic: 'f32', loads: 2 }), 2);
    assert.equal(length(contract('f32', {}, [['M', 'N']]), { arithmetic: 'f32', loads: 0 }), 1);
  });
});
