import assert from 'node:assert/strict';
import type { SimulatedFinding } from '../../lib/native/types.js';
import { findingDetails, findingTitle } from '../../lib/verify/finding_text.js';
import { convertFinding, elementIndex, withoutRepeats } from '../../lib/verify/findings.js';
import { specOf } from '../gpu/elements.js';

const place = { block: [1, 0, 0], thread: [2, 3, 0], file: '/somewhere/candidate.cu', line: 2 } as const;
const found: SimulatedFinding = {
  kind: 'out-of-bounds',
  kernel: '_Z1kILi3EEvPf',
  at: { ...place, block: [1, 0, 0], thread: [2, 3, 0], access: 'write' },
  other: null,
  instruction: 'st.global.f32',
  space: 'global',
  buffer: 'y',
  offset: 4 * 20,
  bytes: 4,
  bufferBytes: 4 * 20,
  message: '',
};
const candidate = {
  plan: { workspaces: [], tensorMaps: [], launches: [] },
  compiled: {
    cubin: new Uint8Array(),
    ptx: '',
    kernels: new Map([['k<3>', { symbol: '_Z1kILi3EEvPf', parameters: [] }]]),
  },
  bound: [],
};
const source = 'line one\nline two\nline three';
const convert = (changes: Partial<SimulatedFinding> = {}): ReturnType<typeof convertFinding> =>
  convertFinding({ ...found, ...changes }, candidate, source, [specOf('f32', [4, 5])]);

describe('elementIndex', () => {
  for (const [shape, offset, index] of [
    [[4, 5], 0, [0, 0]],
    [[4, 5], 4 * 7, [1, 2]],
    [[4, 5], 4 * 7 + 3, [1, 2]],
    [[4, 5], 4 * 20, [4, 0]],
    [[4, 5], -4, [-1, 4]],
    [[2, 3, 4], 4 * 23, [1, 2, 3]],
    [[9], 4 * 11, [11]],
    [[], 4, []],
  ] as const) {
    it(`of byte ${offset} in [${shape.join(', ')}] is [${index.join(', ')}]`, () => {
      assert.deepEqual(elementIndex({ shape: [...shape], dtype: 'f32' }, offset), index);
    });
  }
});

describe('convertFinding', () => {
  it("has the plan's name of the kernel, the base name of the file, the lines around and the element", () => {
    const { kernel, at, index } = convert();
    assert.equal(kernel, 'k<3>');
    assert.equal(at.file, 'candidate.cu');
    assert.deepEqual(at.excerpt[1], { line: 2, text: 'line two' });
    assert.deepEqual(index, [4, 0]);
  });

  it('knows no element of what is no tensor, and no lines of another file', () => {
    assert.equal(convert({ buffer: 'tile', space: 'shared' }).index, null);
    assert.equal(convert({ buffer: 'y', space: 'shared' }).index, null);
    assert.deepEqual(convert({ at: { ...found.at, file: 'cuda_fp16.hpp' } }).at.excerpt, []);
  });
});

describe('convertFinding and names', () => {
  it("gives a shared variable its name in the source, and keeps a tensor's", () => {
    assert.equal(convert({ buffer: '_ZZ6matmulE6tile_a', space: 'shared' }).buffer, 'tile_a');
    assert.equal(convert({ buffer: 'dynamic', space: 'shared' }).buffer, 'dynamic');
    assert.equal(convert({ buffer: '' }).buffer, '');
    assert.equal(convert({ buffer: 'y' }).buffer, 'y');
  });
});

describe('withoutRepeats', () => {
  const race = (line: number, thread: number, otherLine = 3): ReturnType<typeof convertFinding> =>
    convert({
      kind: 'race',
      at: { ...found.at, line, thread: [thread, 0, 0] },
      other: { ...found.at, line: otherLine, access: 'read' },
    });

  it('keeps the first of each kind, line and access', () => {
    const [first, again, elsewhere, against] = [race(2, 0), race(2, 1), race(1, 2), race(2, 3, 1)];
    assert.deepEqual(withoutRepeats([first, again, elsewhere, against]), [first, elsewhere, against]);
  });

  it('tells instructions apart where no line is known', () => {
    const at = { ...found.at, line: 0 };
    const [load, store] = [convert({ at, instruction: 'ld.global.f32' }), convert({ at })];
    assert.deepEqual(withoutRepeats([load, store, store]), [load, store]);
  });
});

describe('the text of a finding', () => {
  it('has no address where no buffer was meant', () => {
    const far = convert({ buffer: '', offset: 2 ** 44 });
    assert.deepEqual(findingDetails(far), ['write of 4 bytes at an address in none of its buffers (st.global.f32)']);
  });

  it('names kernel, line, block, thread, access and element', () => {
    assert.equal(
      findingTitle(convert()),
      'access outside a buffer in k<3> at candidate.cu:2, block (1, 0, 0), thread (2, 3, 0)',
    );
    assert.deepEqual(findingDetails(convert()), ['write of 4 bytes at y[4, 0] (st.global.f32)']);
  });

  it('names both sides of a race', () => {
    const other = { ...found.at, access: 'read', line: 3 } as const;
    const race = convert({ kind: 'race', other, message: 'No barrier lies between them.' });
    assert.deepEqual(findingDetails(race).slice(1), [
      'against the read of block (1, 0, 0), thread (2, 3, 0) at candidate.cu:3',
      'No barrier lies between them.',
    ]);
  });

  it('says nothing of memory where none was touched, and of a line that is unknown', () => {
    const trap = convert({ kind: 'trap', at: { ...found.at, access: 'none', line: 0 }, message: '' });
    assert.equal(findingTitle(trap), 'trap in k<3>, block (1, 0, 0), thread (2, 3, 0)');
    assert.deepEqual(findingDetails(trap), []);
  });
});
