import assert from 'node:assert/strict';
import type { Command, Launch } from '../../../lib/native/types.js';
import { kernelBenchBatches } from '../../../lib/verify/time/kernelbench_runs.js';

/** Nothing of them is looked at. */
const buffer = {} as never;
const launch = { kernel: 'k' } as unknown as Launch;
const poison: Command = { op: 'set', buffer, offset: 0, bytes: 4, value: 255 };
const empty: Command = { op: 'set', buffer, offset: 0, bytes: 2 ** 28, value: 42 };
const timed: Command = { op: 'timed', launches: [launch] };

describe("runs as KernelBench's", () => {
  const batches = kernelBenchBatches({ poison: [poison], launches: [launch] }, { empty, timed });

  it('are three warm-ups, one that does not count and a hundred that do', () => {
    assert.equal(batches.length, 3 + 1 + 100);
    const isTimed = (batch: Command[]): boolean => batch.some(({ op }) => op === 'timed');
    assert.deepEqual(
      batches.map(isTimed),
      batches.map((_, i) => i >= 3),
    );
    assert.deepEqual(batches[0], [poison, { op: 'launch', ...launch }]);
  });

  it('empty the L2 right before the first event, behind the poison', () => {
    assert.deepEqual(batches[3], [poison, empty, timed]);
    assert.deepEqual(batches.at(-1), batches[3]);
  });
});
