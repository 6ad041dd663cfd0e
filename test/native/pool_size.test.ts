import assert from 'node:assert/strict';
import { headerBytesOf, poolSize } from '../../lib/native/pool_size.js';

const gibibytes = 2 ** 30;

describe('headerBytesOf', () => {
  it('is an eighth of the memory for all copies together, and at most 1 GiB for one', () => {
    assert.equal(headerBytesOf(4, { cores: 4, memoryBytes: 16 * gibibytes }), gibibytes / 2);
    assert.equal(headerBytesOf(1, { cores: 4, memoryBytes: 16 * gibibytes }), gibibytes);
  });
});

describe('poolSize', () => {
  it('is a copy for each core', () => {
    assert.equal(poolSize({ cores: 8, memoryBytes: 256 * gibibytes }, ''), 8);
  });

  it('stays within a quarter of the memory', () => {
    assert.equal(poolSize({ cores: 8, memoryBytes: 8 * gibibytes }, ''), 4);
  });

  it('is one at least, and twenty at most', () => {
    assert.equal(poolSize({ cores: 8, memoryBytes: gibibytes / 2 }, ''), 1);
    assert.equal(poolSize({ cores: 128, memoryBytes: 1024 * gibibytes }, ''), 20);
  });

  it('is what WARPSMITH_COMPILERS says', () => {
    assert.equal(poolSize({ cores: 8, memoryBytes: gibibytes }, '12'), 12);
  });

  for (const chosen of ['0', '21', '1.5', 'many', '-1']) {
    it(`refuses ${chosen} in it`, () => {
      assert.throws(() => poolSize({ cores: 8, memoryBytes: gibibytes }, chosen), {
        code: 'bad-option',
        message: new RegExp(`WARPSMITH_COMPILERS.*"${chosen}"`),
      });
    });
  }
});
