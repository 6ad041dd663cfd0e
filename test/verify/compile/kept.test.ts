import assert from 'node:assert/strict';
import type { CompileResult } from '../../../lib/verify/compile/compile_request.js';
import { Kept } from '../../../lib/verify/compile/kept.js';

const result = (bytes = 10): CompileResult => ({
  kind: 'compiled',
  compiled: { cubin: new Uint8Array(bytes), ptx: '', kernels: new Map() },
});

/** Which of the keys are there, without using them. */
function left(kept: Kept, keys: string): string {
  return Array.from(keys)
    .filter((key) => kept.get(key))
    .join('');
}

describe('Kept', () => {
  it('gives up what was used longest ago', () => {
    const kept = new Kept({ results: 3, bytes: 1000 });
    for (const key of 'abc') kept.set(key, result());
    kept.get('a');
    kept.set('d', result());
    assert.equal(left(kept, 'abcd'), 'acd');
  });

  it('holds no more bytes than it may', () => {
    const kept = new Kept({ results: 100, bytes: 100 });
    for (const key of 'abc') kept.set(key, result(40));
    assert.equal(left(kept, 'abc'), 'bc');
    kept.set('d', result(100));
    assert.equal(left(kept, 'abcd'), 'd');
    kept.set('e', result(101));
    assert.equal(left(kept, 'abcde'), '');
  });

  it('counts a key that is set again once', () => {
    const kept = new Kept({ results: 2, bytes: 100 });
    for (const key of 'aaab') kept.set(key, result(40));
    assert.equal(left(kept, 'ab'), 'ab');
  });
});
