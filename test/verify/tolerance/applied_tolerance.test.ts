import assert from 'node:assert/strict';
import { atCase, loadProblem } from '../../../lib/problem/problem.js';
import { appliedTolerance, ulpOf } from '../../../lib/verify/tolerance/applied_tolerance.js';

describe('ulpOf', () => {
  it('is the distance of neighbours', () => {
    assert.equal(ulpOf('f32', 1), 2 ** -23);
    assert.equal(ulpOf('f32', 0.999), 2 ** -24);
    assert.equal(ulpOf('f16', -3), 2 ** -9);
    assert.equal(ulpOf('bf16', 256), 2);
    assert.equal(ulpOf('f64', 2 ** 60), 2 ** 8);
  });

  it('ends at the subnormals', () => {
    assert.equal(ulpOf('f16', 0), 2 ** -24);
    assert.equal(ulpOf('f32', 1e-45), 2 ** -149);
    assert.equal(ulpOf('bf16', 0), 2 ** -133);
  });

  it('is right beside powers of two', () => {
    for (const exponent of [-100, -1, 3, 29, 100]) {
      const below = 2 ** exponent * (1 - 2 ** -53);
      assert.equal(ulpOf('f64', below), 2 ** (exponent - 53), `below 2^${exponent}`);
      assert.equal(ulpOf('f64', 2 ** exponent), 2 ** (exponent - 52), `at 2^${exponent}`);
    }
  });
});

describe('appliedTolerance', () => {
  const { contract } = atCase(loadProblem('matmul'), 'small');
  const [output] = contract.outputs;
  assert(output);
  const reference = { arithmetic: 'f64', loads: null } as const;

  it('states a derived tolerance in ulps, with its reason', () => {
    const found = appliedTolerance(contract, output, { reference, moved: true }, { rms: 7.8, moved: 7.8e-6 });
    assert.deepEqual([found.kind, found.reduction, found.reference], ['derived', 61, 'more precise']);
    assert.ok(found.ulps && found.ulps > 20 && found.ulps < 500, `${found.ulps} ulps`);
    assert.match(
      found.why ?? '',
      /^Sums of 61 terms \(the dimensions that the outputs lack\) may differ by 39 roundings/,
    );
    assert.match(found.why ?? '', /rounded to f32 once; the reference computes in f64\.$/);
  });

  it('stays within the cap', () => {
    const found = appliedTolerance(contract, output, { reference, moved: true }, { rms: 1, moved: 1 });
    assert.ok(found.ulps && found.ulps <= 2 * 2 ** 14 + 1, `${found.ulps} ulps`);
    const formula = (found.relative + found.absolute) / 2 ** -23;
    assert.ok(Math.abs(formula - found.ulps) < 1, `the formula allows ${formula} ulps, not ${found.ulps}`);
    assert.match(found.why ?? '', /more than the 16384 ulps .* allowed in any case/);
    const within = appliedTolerance(contract, output, { reference, moved: true }, { rms: 1, moved: 1e-9 });
    assert.doesNotMatch(within.why ?? '', /in any case/);
  });

  it('names what was asked for', () => {
    const kind = (tolerance: typeof contract.tolerance) =>
      appliedTolerance({ ...contract, tolerance }, output, { reference }, { rms: 1, moved: 0 }).kind;
    assert.deepEqual(
      [
        kind('kernelbench'),
        kind({ relative: 1e-3, absolute: 0 }),
        kind({ rtol: 0, atol: 1 }),
        kind('derived'),
        kind(null),
      ],
      ['kernelbench', 'own', 'own', 'derived', 'derived'],
    );
  });

  it('says when the expected values are no more precise than a candidate', () => {
    const why = (basis: Parameters<typeof appliedTolerance>[2]) =>
      appliedTolerance(contract, output, basis, { rms: 1, moved: 0 }).why ?? '';
    assert.match(
      why({ reference: { arithmetic: 'f32', loads: null } }),
      /no more precisely than that, so both may be off/,
    );
    assert.match(why({ reference: null }), /were given, and may be off as well/);
  });
});
