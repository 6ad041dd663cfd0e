import assert from 'node:assert/strict';
import { addon } from '../../lib/native/load_addon.js';
import { seededRandom } from '../dialogue/seeded_random.js';
import { elementBits, philox, unitOf } from './philox.js';

/** The most bits of an element that `integers` can show. */
const shownBits = 52;

function generated(count: number, stream: number, seed: number): bigint[] {
  const array = new BigInt64Array(count);
  addon.generate(array, {
    dtype: 'i64',
    kind: 2,
    a: 0,
    b: 0,
    low: 0,
    span: 2 ** shownBits,
    share: 0,
    values: [],
    stream,
    seed,
  });
  return [...array];
}

function expected(count: number, stream: number, seed: number): bigint[] {
  return Array.from({ length: count }, (_, i) => elementBits(i, stream, seed) >> BigInt(64 - shownBits));
}

describe('the generator: Philox 4x32-10', () => {
  // kat_vectors of the Random123 library.
  it("agrees with the published vectors (this test's own copy)", () => {
    const ones = 0xffffffffn;
    assert.deepEqual(philox([0n, 0n, 0n, 0n], [0n, 0n]), [0x6627e8d5n, 0xe169c58dn, 0xbc57ac4cn, 0x9b00dbd8n]);
    assert.deepEqual(philox([ones, ones, ones, ones], [ones, ones]), [
      0x408f276dn,
      0x41c83b0en,
      0xa20bc7c6n,
      0x6d5451fdn,
    ]);
    assert.deepEqual(philox([0x243f6a88n, 0x85a308d3n, 0x13198a2en, 0x03707344n], [0xa4093822n, 0x299f31d0n]), [
      0xd16cfe09n,
      0x94fdccebn,
      0x5001e420n,
      0x24126ea1n,
    ]);
  });

  it('agrees with the published vector of counter 0 and key 0', () => {
    const [first, second] = generated(2, 0, 0);
    assert.equal(first, 0xe169c58d6627e8d5n >> 12n, 'words 1 and 0 are the first element');
    assert.equal(second, 0x9b00dbd8bc57ac4cn >> 12n, 'words 3 and 2 are the second element');
  });

  it('takes counter, stream and seed as halves of 64 bits, low halves first', () => {
    const random = seededRandom(3);
    for (let i = 0; i < 50; i++) {
      const stream = Math.floor(random() * 2 ** 53);
      const seed = Math.floor(random() * 2 ** 53);
      assert.deepEqual(generated(6, stream, seed), expected(6, stream, seed), `stream ${stream}, seed ${seed}`);
    }
  });

  it('takes the largest seed and stream', () => {
    const most = Number.MAX_SAFE_INTEGER;
    assert.deepEqual(generated(4, most, most), expected(4, most, most));
  });

  it('gives uniform values of the top 52 bits, strictly between 0 and 1', () => {
    assert(unitOf(0n) > 0 && unitOf(2n ** 64n - 1n) < 1);
    const array = new Float64Array(64);
    addon.generate(array, {
      dtype: 'f64',
      kind: 1,
      a: 0,
      b: 1,
      low: 0,
      span: 0,
      share: 0,
      values: [],
      stream: 2,
      seed: 9,
    });
    assert.deepEqual(
      [...array],
      Array.from(array, (_, i) => unitOf(elementBits(i, 2, 9))),
    );
  });
});
