import assert from 'node:assert/strict';
import type { TensorMapFields } from '../../lib/native/types.js';
import { complains, goodPlan, sampleHeader } from './sample_plan.js';

function fieldsOf(map: Record<string, unknown>, more: Record<string, unknown> = {}): TensorMapFields {
  const [planned] = goodPlan(sampleHeader({}, { tensorMaps: { t: map }, ...more })).tensorMaps;
  assert(planned);
  assert.deepEqual([planned.name, planned.tensor], ['t', map.tensor]);
  return planned.fields;
}

describe('resolvePlan: tensor maps', () => {
  it('run from the innermost dimension outwards, as the driver wants them', () => {
    assert.deepEqual(fieldsOf({ tensor: 'h', box: [1, 2, 'N'], elementStrides: [1, 2, 3] }), {
      type: 6,
      shape: [64, 3, 2],
      stridesBytes: [128, 384],
      box: [64, 2, 1],
      elementStrides: [3, 2, 1],
      interleave: 0,
      swizzle: 0,
      l2Promotion: 2,
      fill: 0,
    });
  });

  it('have no strides for one dimension', () => {
    const workspace = { w: { type: 'u8', shape: [5] } };
    const { shape, stridesBytes, type } = fieldsOf({ tensor: 'w', box: [5] }, { workspace });
    assert.deepEqual([shape, stridesBytes, type], [[5], [], 0]);
  });

  for (const [field, value, name, number] of [
    ['swizzle', 0, 'swizzle', 0],
    ['swizzle', 32, 'swizzle', 1],
    ['swizzle', 64, 'swizzle', 2],
    ['swizzle', 128, 'swizzle', 3],
    ['l2', 0, 'l2Promotion', 0],
    ['l2', 64, 'l2Promotion', 1],
    ['l2', 128, 'l2Promotion', 2],
    ['l2', 256, 'l2Promotion', 3],
    ['interleave', 0, 'interleave', 0],
    ['interleave', 16, 'interleave', 1],
    ['interleave', 32, 'interleave', 2],
    ['oob', 'zeros', 'fill', 0],
    ['oob', 'nan', 'fill', 1],
  ] as const) {
    it(`write ${field}: ${value} as the driver's ${number}`, () => {
      assert.equal(fieldsOf({ tensor: 'x', box: [1, 1], [field]: value })[name], number);
    });
  }

  // CUtensorMapDataType in native/cuda/types.h.
  for (const [dtype, type] of Object.entries({
    f64: 8,
    f32: 7,
    f16: 6,
    bf16: 9,
    i64: 5,
    i32: 3,
    i8: 0,
    u8: 0,
    bool: 0,
  })) {
    it(`copy ${dtype} as the driver's type ${type}`, () => {
      assert.equal(fieldsOf({ tensor: 'w', box: [1] }, { workspace: { w: { type: dtype, shape: [16] } } }).type, type);
    });
  }

  const refused: [string, Record<string, unknown>, string, RegExp][] = [
    ['an unknown tensor', { tensor: 'z', box: [1] }, 'tensorMaps.t.tensor', /one of x, odd, h, y, s, .* found "z"/],
    ['a dim for a tensor', { tensor: 'M', box: [1] }, 'tensorMaps.t.tensor', /found "M"/],
    ['a box of another rank', { tensor: 'x', box: [1] }, 'tensorMaps.t.box', /2 dimensions \(1 to 5\) but found 1/],
    ['a tensor of rank 0', { tensor: 's', box: [1] }, 'tensorMaps.t.box', /0 dimensions/],
    ['an empty box', { tensor: 'x', box: [0, 1] }, 'tensorMaps.t.box[0]', /1 to 256 elements but found 0/],
    [
      'a box beyond 256',
      { tensor: 'x', box: [1, '4 * N + 1'] },
      'tensorMaps.t.box[1]',
      /1 to 256 elements but found 257/,
    ],
    ['a box of an unknown dim', { tensor: 'x', box: ['Q', 1] }, 'tensorMaps.t.box[0]', /"Q" is no dim/],
    [
      'too few element strides',
      { tensor: 'x', box: [1, 1], elementStrides: [1] },
      'tensorMaps.t.elementStrides',
      /2 strides but found 1/,
    ],
    [
      'rows of odd bytes',
      { tensor: 'odd', box: [1, 1] },
      'tensorMaps.t.tensor',
      /multiple of 16 bytes .* "odd" has rows of 20/,
    ],
  ];
  for (const [what, map, where, message] of refused) {
    it(`refuse ${what}`, () => complains(sampleHeader({}, { tensorMaps: { t: map } }), where, message));
  }

  it('need a name of their own', () => {
    complains(sampleHeader({}, { tensorMaps: { x: { tensor: 'x', box: [1, 1] } } }), 'tensorMaps.x', /"x" is taken/);
    const workspace = { t: { type: 'f32', shape: [1] } };
    complains(
      sampleHeader({}, { workspace, tensorMaps: { t: { tensor: 'x', box: [1, 1] } } }),
      'tensorMaps.t',
      /taken/,
    );
  });
});
