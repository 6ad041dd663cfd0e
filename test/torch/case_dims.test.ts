import assert from 'node:assert/strict';
import { nameSizes } from '../../lib/torch/case_dims.js';
import type { Description } from '../../lib/torch/protocol.js';

function described(sizes: Record<string, number>, x: number[], out: number[]): Description {
  const input = { name: 'x', from: 'argument', path: 'x', dtype: 'f32', shape: x, draw: { uniform: [0, 1] } } as const;
  return {
    sizes,
    inputs: [{ ...input, draw: { uniform: [0, 1] } }],
    constants: [],
    outputs: [{ name: 'out', dtype: 'f32', shape: out }],
    operations: 0,
    doc: '',
    training: true,
    random: false,
  };
}

describe('names for the sizes of a module', () => {
  it("are the file's own, where a dimension has their value in both cases", () => {
    const { dims, shapes } = nameSizes([
      { name: 'full', described: described({ batch: 16, channels: 16 }, [16, 16], [16, 16]) },
      { name: 'small', described: described({ batch: 2, channels: 5 }, [2, 5], [5, 2]) },
    ]);
    assert.deepEqual(dims, { full: { batch: 16, channels: 16 }, small: { batch: 2, channels: 5 } });
    assert.deepEqual(shapes.get('x'), ['batch', 'channels']);
    assert.deepEqual(shapes.get('out'), ['channels', 'batch']);
  });

  it('are new ones for what none of them is, and none for what is always the same', () => {
    const { dims, shapes } = nameSizes([
      { name: 'full', described: described({ length: 100, kernel: 3, axis: -1 }, [100, 4], [98, 98]) },
      { name: 'small', described: described({ length: 11, kernel: 3, axis: -1 }, [11, 4], [9, 9]) },
    ]);
    assert.deepEqual(shapes.get('x'), ['length', 4]);
    assert.deepEqual(shapes.get('out'), ['out_0', 'out_0']);
    assert.deepEqual(dims.small, { length: 11, kernel: 3, out_0: 9 });
  });

  it('leave out a number that is no size, which stays a constant, and one that a tensor has the name of', () => {
    const { dims, constants } = nameSizes([
      { name: 'full', described: described({ x: 8, padding: 0, axis: -1 }, [8], [8]) },
    ]);
    assert.deepEqual(constants, { padding: 0, axis: -1 });
    assert.deepEqual(dims, { full: {} });
  });

  it('differ within a tensor where several have the same value in both cases', () => {
    const { shapes } = nameSizes([
      { name: 'full', described: described({ batch: 16, channels: 16, N: 64 }, [16, 16], [64, 64]) },
      { name: 'small', described: described({ batch: 2, channels: 2, N: 5 }, [2, 2], [5, 5]) },
    ]);
    assert.deepEqual(
      [shapes.get('x'), shapes.get('out')],
      [
        ['batch', 'channels'],
        ['N', 'N'],
      ],
    );
  });

  it('do not take a name twice', () => {
    const { shapes } = nameSizes([
      { name: 'full', described: described({ out_0: 50 }, [50], [98]) },
      { name: 'small', described: described({ out_0: 7 }, [7], [9]) },
    ]);
    assert.deepEqual(shapes.get('out'), ['out_0_2']);
  });
});
