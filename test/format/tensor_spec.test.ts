import assert from 'node:assert/strict';
import type { TensorHeader } from '../../lib/format/schema.js';
import { type TensorSpec, defaultFill, tensorSpec } from '../../lib/format/tensor_spec.js';

function make(header: TensorHeader): { spec: TensorSpec | null; complaints: [string, string][] } {
  const complaints: [string, string][] = [];
  const spec = tensorSpec('x', header, { M: 3, N: 5, huge: 2 ** 40 }, 'inputs.x', (where, message) => {
    complaints.push([where, message]);
  });
  assert.equal(spec === null, complaints.length > 0, 'a complaint and no tensor go together');
  return { spec, complaints };
}

describe('tensorSpec', () => {
  it('works the sizes out', () => {
    const { spec } = make({ type: 'f16', shape: ['M', 'ceildiv(N, 2)', 4], fill: { constant: 1 } });
    assert.deepEqual(spec, {
      name: 'x',
      dtype: 'f16',
      shape: [3, 3, 4],
      labels: ['M', 'ceildiv(N, 2)', '4'],
      count: 36,
      bytes: 72,
      fill: { constant: 1 },
    });
  });

  it('gives a scalar of rank 0 one element', () => {
    assert.deepEqual(
      [make({ type: 'i64', shape: [] }).spec?.count, make({ type: 'i64', shape: [] }).spec?.bytes],
      [1, 8],
    );
  });

  const refused: [string, TensorHeader, string, RegExp][] = [
    ['an unknown dim', { type: 'f32', shape: ['M', 'Q'] }, 'inputs.x.shape[1]', /"Q" is no dim; known are M, N, huge/],
    ['what is no arithmetic', { type: 'f32', shape: ['M.x'] }, 'inputs.x.shape[0]', /"M\.x" cannot be used/],
    ['an empty dimension', { type: 'f32', shape: ['M - 3'] }, 'inputs.x.shape[0]', /at least 1 .* gives 0/],
    ['a negative dimension', { type: 'f32', shape: [-1] }, 'inputs.x.shape[0]', /gives -1/],
    ['more than a terabyte', { type: 'f32', shape: ['huge', 2] }, 'inputs.x.shape', /terabyte/],
    ['a product beyond 2^53', { type: 'u8', shape: ['huge', 'huge', 'huge'] }, 'inputs.x.shape', /terabyte/],
    ['normal for integers', { type: 'i32', shape: [1], fill: { normal: [0, 1] } }, 'inputs.x.fill', /for i32/],
    ['uniform for bool', { type: 'bool', shape: [1], fill: { uniform: [0, 1] } }, 'inputs.x.fill', /for bool/],
    ['a range upside down', { type: 'i32', shape: [1], fill: { integers: [3, 2] } }, 'inputs.x.fill', /low <= high/],
    [
      'more than i8 holds',
      { type: 'i8', shape: [1], fill: { integers: [0, 128] } },
      'inputs.x.fill',
      /-128 to 127 for i8/,
    ],
    ['less than u8 holds', { type: 'u8', shape: [1], fill: { integers: [-1, 1] } }, 'inputs.x.fill', /0 to 255 for u8/],
    [
      'a range of 2^53 integers',
      { type: 'i64', shape: [1], fill: { integers: [-(2 ** 52), 2 ** 52] } },
      'inputs.x.fill',
      /fewer than 2\^53/,
    ],
  ];
  for (const [what, header, where, message] of refused) {
    it(`refuses ${what}`, () => {
      const [complaint] = make(header).complaints;
      assert.equal(complaint?.[0], where);
      assert.match(complaint[1], message);
    });
  }

  for (const [dtype, fill] of [
    ['f32', { integers: [0, 3] }],
    ['f32', { bernoulli: 0.5 }],
    ['bool', { constant: 1 }],
    ['i8', { integers: [-128, 127] }],
  ] as const) {
    it(`takes ${JSON.stringify(fill)} for ${dtype}`, () => {
      const header = { type: dtype, shape: [1], fill } as unknown as TensorHeader;
      assert.deepEqual(make(header).spec?.fill, fill);
    });
  }
});

describe('defaultFill', () => {
  it('is what docs/formats.md says', () => {
    assert.deepEqual(defaultFill('bf16'), { normal: [0, 1] });
    assert.deepEqual(defaultFill('f64'), { normal: [0, 1] });
    assert.deepEqual(defaultFill('u8'), { integers: [0, 9] });
    assert.deepEqual(defaultFill('bool'), { bernoulli: 0.5 });
  });
});
