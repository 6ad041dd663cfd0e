import assert from 'node:assert/strict';
import type { GuardBound } from '../../../lib/native/types.js';
import { boundsOf } from '../../../lib/verify/safe/bounds.js';
import { sampleRun, wAddress, xAddress, yAddress } from './sample_launch.js';

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
});
