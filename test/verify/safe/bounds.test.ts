import assert from 'node:assert/strict';
import type { GuardBound } from '../../../lib/native/types.js';
import { boundsOf, boxBytes, coordinateMask } from '../../../lib/verify/safe/bounds.js';
import { halfMap, sampleRun, wAddress, xAddress, yAddress } from './sample_launch.js';

const { launch } = sampleRun();
const bound: GuardBound = { kernel: 'k', parameter: 0, range: null, first: 0, bytes: 4, writes: false, kind: 'access' };

/** The entries as pairs. */
function entriesOf(bounds: GuardBound[]): [bigint, bigint][] {
  const bytes = boundsOf({ bounds, boundsBytes: 16 * bounds.length }, 'k', launch, null);
  const words = new BigUint64Array(bytes.buffer);
  return Array.from({ length: words.length / 2 }, (_, i): [bigint, bigint] => [words[2 * i]!, words[2 * i + 1]!]);
}

/** Whether an access at `address` is let through, as the pass computes it. */
function allows([base, limit]: [bigint, bigint], address: bigint): boolean {
  return BigInt.asUintN(64, address - base) < limit;
}

describe('boundsOf', () => {
  for (const [first, bytes] of [
    [0, 4],
    [0, 1],
    [16, 16],
    [-8, 4],
    [400, 4],
    [0, 400],
  ] as const) {
    it(`lets accesses of ${bytes} bytes from ${first} on through exactly where they lie inside`, () => {
      const [entry] = entriesOf([{ ...bound, first, bytes }]);
      assert(entry);
      for (let at = -500n; at <= 500n; at++) {
        const inside = at + BigInt(first) >= 0n && at + BigInt(first + bytes) <= 400n;
        assert.equal(allows(entry, xAddress + at), inside, `at ${at}`);
      }
    });
  }

  for (const [what, changes] of [
    ['a group wider than its tensor', { bytes: 401 }],
    ['a write to an input', { writes: true }],
    ['a number', { parameter: 2 }],
    ['a tensor map', { parameter: 3 }],
    ['a parameter that the kernel does not have', { parameter: 9 }],
    ['another kernel', { kernel: 'other' }],
  ] as const) {
    it(`allows nothing for ${what}`, () => {
      const [entry] = entriesOf([{ ...bound, ...changes }]);
      assert(entry);
      for (const address of [0n, xAddress, xAddress - 1n, yAddress, 2n ** 64n - 1n]) assert(!allows(entry, address));
    });
  }

  it('lets writes to an output through', () => {
    const [entry] = entriesOf([{ ...bound, parameter: 1, writes: true }]);
    assert(entry && allows(entry, yAddress + 796n) && !allows(entry, yAddress + 797n));
  });

  it("takes the launch's tensors by their numbers too, whatever the kernel", () => {
    const numbered = { ...bound, kernel: '', parameter: null };
    const entries = entriesOf([0, 1, 2, 3].map((range) => ({ ...numbered, range, writes: range > 0 })));
    assert.deepEqual(entries, [
      [xAddress, 397n],
      [yAddress, 797n],
      [wAddress, 61n],
      [0n, 0n],
    ]);
    assert.deepEqual(entriesOf([{ ...numbered, range: 0, writes: true }]), [[0n, 0n]]);
  });

  it('says of a tensor map how large its box is, and that its tensor may not be written', () => {
    assert.deepEqual(entriesOf([{ ...bound, parameter: 3, kind: 'map' }]), [[512n, 0n]]);
  });

  it('says of a tensor map which bits of a coordinate are 0, its dimensions and its type', () => {
    assert.deepEqual(entriesOf([{ ...bound, parameter: 3, kind: 'form' }]), [[7n, 2n + (1n << 14n)]]);
  });

  it('says nothing of what is no tensor map, or another kernel’s', () => {
    const form = { ...bound, kind: 'form' } as const;
    assert.deepEqual(entriesOf([form, { ...form, parameter: 3, kernel: 'other' }]), [
      [0n, 0n],
      [0n, 0n],
    ]);
  });
});

describe('boxBytes', () => {
  for (const [what, changes, bytes] of [
    ['is the product of the sizes', {}, 512],
    ['counts the elements that strides leave', { box: [32, 7], elementStrides: [1, 2] }, 256],
    ['ignores the innermost stride without interleaving', { elementStrides: [2, 1] }, 512],
    ['widens rows to the swizzle', { box: [16, 8], swizzle: 3 }, 1024],
    ['leaves rows as long as the swizzle', { box: [16, 8], swizzle: 1 }, 256],
  ] as const) {
    it(what, () =>
      assert.equal(boxBytes({ ...halfMap, ...structuredClone(changes as Partial<typeof halfMap>) }), bytes),
    );
  }
});

describe('coordinateMask', () => {
  for (const [type, mask] of [
    [0, 15],
    [1, 7],
    [3, 3],
    [5, 1],
    [6, 7],
    [7, 3],
    [8, 1],
    [9, 7],
  ] as const) {
    it(`is ${mask} for the type ${type}`, () => assert.equal(coordinateMask({ ...halfMap, type }), mask));
  }

  it('is nothing for interleaved maps, of which nothing is known', () => {
    assert.equal(coordinateMask({ ...halfMap, interleave: 1 }), 0);
  });
});
