import assert from 'node:assert/strict';
import { containsAll, intersection, rangeText, rangesOf } from '../../lib/format/dim_ranges.js';
import { planHeaderSchema } from '../../lib/format/schema.js';

function parsed(dims: unknown): ReturnType<typeof planHeaderSchema.safeParse> {
  const launch = [{ kernel: 'k', grid: [1], block: [1], args: [] }];
  return planHeaderSchema.safeParse({ launch, dims });
}

function rangesIn(dims: unknown): ReturnType<typeof rangesOf> {
  const { data } = parsed(dims);
  assert(data, JSON.stringify(dims));
  return rangesOf(data.dims);
}

describe('sets of sizes in a header', () => {
  const ranges = rangesIn({ M: 'any', N: 'multiple of 4', K: 4096, L: [2, 9], P: { multipleOf: 8, from: 16, to: 64 } });

  it('take any, a size, bounds, multiples, and multiples within bounds', () => {
    const right = { M: 7, N: 12, K: 4096, L: 9, P: 64 };
    assert(containsAll(ranges, right));
    for (const wrong of [{ N: 13 }, { K: 4095 }, { L: 1 }, { L: 10 }, { P: 8 }, { P: 20 }, { P: 72 }]) {
      assert(!containsAll(ranges, { ...right, ...wrong }), JSON.stringify(wrong));
    }
    assert(containsAll(ranges, { ...right, other: 3 }));
  });

  it('are said in words', () => {
    assert.deepEqual([...ranges.values()].map(rangeText), [
      'any size',
      'a multiple of 4',
      '4096',
      'any size from 2 up to 9',
      'a multiple of 8 from 16 up to 64',
    ]);
  });

  it('meet in the sizes that both have', () => {
    const [sixes, tens] = [...rangesIn({ a: { multipleOf: 6, to: 100 }, b: { multipleOf: 10, from: 31 } }).values()];
    assert.deepEqual(intersection(sixes, tens), { from: 31, to: 100, multipleOf: 30 });
    assert.deepEqual(intersection(undefined, tens), tens);
  });

  it('are refused with what was expected', () => {
    for (const wrong of ['some', 0, -4, 1.5, 'multiple of 0', [9, 2], [1], { from: 5, to: 4 }]) {
      const result = parsed({ N: wrong });
      assert(!result.success, JSON.stringify(wrong));
      assert.match(result.error.issues[0]?.message ?? '', /Expected any, a size, \[low, high\]/);
    }
  });
});
