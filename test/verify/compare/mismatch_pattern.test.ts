import assert from 'node:assert/strict';
import { tensorSpec } from '../../../lib/format/tensor_spec.js';
import type { Summary } from '../../../lib/verify/compare/comparison.js';
import type { Location } from '../../../lib/verify/compare/locate.js';
import { describeMismatch } from '../../../lib/verify/compare/mismatch_pattern.js';

interface Sample {
  shape: number[];
  /** By multi-index, which elements are wrong. */
  wrong: (...index: number[]) => boolean;
  expected?: (linear: number) => number;
  /** What wrong elements hold, from the expected value. */
  actual?: (expected: number, linear: number) => number;
  unwritten?: (linear: number) => boolean;
}

/** As the device would find it: the summary, the histograms and a window from the first wrong element on. */
function sentences({
  shape,
  wrong,
  expected = Math.sqrt,
  actual = (e, i) => e + 1 + (i % 7),
  unwritten = () => false,
}: Sample): string[] {
  const dims = Object.fromEntries(shape.map((size, d) => [['A', 'B', 'C'][d] ?? 'D', size]));
  const output = tensorSpec('y', { type: 'f64', shape: Object.keys(dims) }, dims, 'y', () => assert.fail('no tensor'));
  assert(output);
  const summary: Summary = {
    compared: output.count,
    wrong: 0,
    unwritten: 0,
    nan: 0,
    firstWrong: -1,
    lastWrong: -1,
    largestError: 1,
    largestShare: 2,
    largestUlps: 1,
    sumActualExpected: 0,
    sumExpectedSquared: 0,
    sumActualSquared: 0,
    rms: 1,
    moved: 0,
  };
  const counts = shape.map((size) => new Uint32Array(size));
  const want = new Float64Array(output.count);
  const got = new Float64Array(output.count);
  for (let i = 0; i < output.count; i++) {
    let rest = i;
    const index = [...shape]
      .reverse()
      .map((size) => {
        const at = rest % size;
        rest = Math.floor(rest / size);
        return at;
      })
      .reverse();
    const e = expected(i);
    want[i] = e;
    got[i] = e;
    if (!wrong(...index)) continue;
    const missing = unwritten(i);
    const a = missing ? NaN : actual(e, i);
    got[i] = a;
    summary.wrong++;
    summary.unwritten += Number(missing);
    summary.nan += Number(Number.isNaN(a));
    if (summary.firstWrong < 0) summary.firstWrong = i;
    summary.lastWrong = i;
    index.forEach((at, d) => {
      const histogram = counts[d];
      if (histogram) histogram[at] = (histogram[at] ?? 0) + 1;
    });
    if (!Number.isFinite(a)) continue;
    summary.sumActualExpected += a * e;
    summary.sumExpectedSquared += e * e;
    summary.sumActualSquared += a * a;
  }
  const start = Math.min(summary.firstWrong, Math.max(0, output.count - 64));
  const actualElements = got.slice(start, start + 64);
  const expectedElements = want.slice(start, start + 64);
  const allowed = expectedElements.map((e) => 1e-10 * (Math.abs(e) + summary.rms));
  const window = { start, actual: actualElements, expected: expectedElements, allowed };
  const dimensions = shape.map((size, d) => ({ size, counts: counts[d] ?? new Uint32Array(), exact: true }));
  const location: Location = { dimensions, windows: [window] };
  return describeMismatch(output, summary, location);
}

function says(sample: Sample, expected: string[]): void {
  assert.deepEqual(sentences(sample), expected);
}

describe('describeMismatch: how many', () => {
  it('all', () => says({ shape: [100], wrong: () => true }, ['All 100 elements are wrong.']));

  it('some, scattered', () => {
    // Quadratic residues follow no period and reach both ends.
    const scattered = new Set(Array.from({ length: 101 }, (_, i) => (i * i) % 101));
    says({ shape: [101], wrong: (i) => scattered.has(i) || i === 100 }, [
      '51 of 101 elements (50%) are wrong.',
      'Wrong elements lie at 50% of the indexes along A (size 101).',
    ]);
  });

  it('a small share', () => {
    assert.match(
      sentences({ shape: [1, 100_000], wrong: (_, i) => i === 5 })[0] ?? '',
      /^1 of 100000 elements \(less than 0\.01%\)/,
    );
  });

  it('nearly all, which is not 100%', () => {
    assert.match(
      sentences({ shape: [1, 100_000], wrong: (_, i) => i > 0 })[0] ?? '',
      /^99999 of 100000 elements \(more than 99%\)/,
    );
  });
});

describe('describeMismatch: what is missing', () => {
  it('never written', () => {
    says({ shape: [64], wrong: (i) => i >= 60, unwritten: () => true }, [
      '4 of 64 elements (6.3%) are wrong.',
      'Every wrong element was never written.',
      'Wrong elements lie only in the last 4 of 64 along A (index 60 and up).',
    ]);
  });

  it('partly never written', () => {
    assert.equal(
      sentences({ shape: [64], wrong: () => true, unwritten: (i) => i < 10 })[1],
      '10 of the wrong elements were never written.',
    );
  });

  it('NaN that was computed, apart from what was not written', () => {
    const found = sentences({ shape: [64], wrong: () => true, actual: () => NaN, unwritten: (i) => i < 10 });
    assert.equal(found[2], '54 elements were computed as NaN.');
  });
});

describe('describeMismatch: what the values have in common', () => {
  it('a factor', () => {
    assert.equal(
      sentences({ shape: [64], wrong: () => true, actual: (e) => 2 * e })[1],
      'Every wrong value is 2 times the expected one.',
    );
    assert.equal(
      sentences({ shape: [64], wrong: () => true, actual: (e) => e / 3 })[1],
      'Every wrong value is 0.3333 times the expected one.',
    );
    assert.equal(
      sentences({ shape: [64], wrong: () => true, actual: (e) => -4 * e })[1],
      'Every wrong value is -4 times the expected one.',
    );
  });

  it('the sign', () => {
    const found = sentences({ shape: [64], wrong: () => true, expected: (i) => i + 1, actual: (e) => -e });
    assert.equal(found[1], 'The sign is wrong: every wrong value is the negative of the expected one.');
  });

  it('a constant', () => {
    assert.equal(
      sentences({ shape: [64], wrong: () => true, actual: () => 0 })[1],
      'The output is the constant 0 around the first wrong element.',
    );
  });

  it('a shift by one', () => {
    const expected = (i: number): number => Math.sin(i * i);
    for (const [by, text] of [
      [1, '+ 1'],
      [-1, '- 1'],
    ] as const) {
      const found = sentences({
        shape: [64],
        wrong: () => true,
        expected,
        // Rounded otherwise than the reference, as a kernel may.
        actual: (_, i) => expected(i + by) * (1 + 1e-12),
      });
      assert.equal(found[1], `The values are shifted by one: element i holds what belongs to element i ${text}.`);
    }
  });

  it('no factor where the values are near it only', () => {
    const found = sentences({ shape: [64], wrong: () => true, actual: (e, i) => 2 * e + (i % 5) });
    assert.deepEqual(found, ['All 64 elements are wrong.']);
  });
});

describe('describeMismatch: where', () => {
  const where = (sample: Sample): string[] => sentences(sample).slice(1);

  it('the tail after full tiles', () => {
    assert.deepEqual(where({ shape: [1000], wrong: (i) => i >= 992 }), [
      'Wrong elements lie only in the last 8 of 1000 along A (index 992 and up). This is what is left after full tiles of 32.',
    ]);
  });

  it('the head', () => {
    assert.deepEqual(where({ shape: [100], wrong: (i) => i < 10 }), [
      'Wrong elements lie only in the first 10 of 100 along A.',
    ]);
  });

  it('the middle', () => {
    assert.deepEqual(where({ shape: [100], wrong: (i) => i >= 30 && i < 50 }), [
      'Wrong elements lie only at indexes 30 to 49 of 100 along A.',
    ]);
  });

  it('a single row, all along it', () => {
    assert.deepEqual(where({ shape: [6, 50], wrong: (row) => row === 3 }), [
      'Wrong elements lie only at index 3 of A (size 6).',
    ]);
  });

  it('a corner, in both dimensions', () => {
    assert.deepEqual(where({ shape: [40, 50], wrong: (i, j) => i >= 32 && j >= 48 }), [
      'Wrong elements lie only in the last 8 of 40 along A (index 32 and up). This is what is left after full tiles of 32.',
      'Wrong elements lie only in the last 2 of 50 along B (index 48 and up). This is what is left after full tiles of 16.',
    ]);
  });

  it('a dimension of one is not mentioned', () => {
    assert.deepEqual(where({ shape: [1, 100], wrong: (_, j) => j < 3 }), [
      'Wrong elements lie only in the first 3 of 100 along B.',
    ]);
  });

  for (const [what, wrong, which] of [
    ['every second, from 0', (i: number) => i % 2 === 0, 'modulo 2 is 0'],
    ['every second, from 1', (i: number) => i % 2 === 1, 'modulo 2 is 1'],
    ['every 32nd', (i: number) => i % 32 === 5, 'modulo 32 is 5'],
    ['the upper half of each 16', (i: number) => i % 16 >= 8, 'modulo 16 is from 8 to 15'],
    ['the last of each warp', (i: number) => i % 32 === 31, 'modulo 32 is 31'],
    ['two of each 8', (i: number) => i % 8 === 1 || i % 8 === 6, 'modulo 8 is one of 1, 6'],
  ] as const) {
    it(`a period: ${what}`, () => {
      assert.deepEqual(where({ shape: [256], wrong }), [`Wrong elements lie only where the index along A ${which}.`]);
    });
  }

  it('no period for a pair of elements', () => {
    assert.deepEqual(where({ shape: [256], wrong: (i) => i === 0 || i === 64 }), [
      'Wrong elements lie only in the first 65 of 256 along A.',
    ]);
  });

  it('in a long dimension by its buckets', () => {
    const output = tensorSpec('y', { type: 'f32', shape: ['N'] }, { N: 20_000 }, 'y', () => assert.fail('no tensor'));
    assert(output);
    const counts = new Uint32Array(8192);
    counts[8191] = 2;
    const summary: Summary = {
      compared: output.count,
      wrong: 2,
      unwritten: 2,
      nan: 2,
      firstWrong: 19_998,
      lastWrong: 19_999,
      largestError: Infinity,
      largestShare: Infinity,
      largestUlps: Infinity,
      sumActualExpected: 0,
      sumExpectedSquared: 0,
      sumActualSquared: 0,
      rms: 1,
      moved: 0,
    };
    const dimensions = [{ size: 20_000, counts, exact: false }];
    const found = describeMismatch(output, summary, { dimensions, windows: [] });
    assert.equal(found[2], 'Wrong elements lie only in the last 3 of 20000 along N (index 19997 and up).');
  });
});
