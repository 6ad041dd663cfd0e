import assert from 'node:assert/strict';
import { Allocations } from '../../lib/verify/allocations.js';
import { comparisonCommands, partialBytes, readSummary, summaryBytes } from '../../lib/verify/compare/comparison.js';
import { specOf } from '../gpu/elements.js';
import { openedSimulator } from './simulated_engine.js';

/** Sizes around one block's, and around what 1024 blocks stride over; falling, so that sums left behind would show. */
const counts = [300_000, 262_145, 257, 256, 255, 1];

describe('the comparison on the simulator', () => {
  it('knows the RMS of outputs of every size, with one scratch buffer', async () => {
    const device = await openedSimulator();
    const allocations = new Allocations(device.native);
    try {
      const partial = await allocations.buffer(partialBytes);
      const summary = await allocations.buffer(summaryBytes);
      for (const count of counts) {
        const values = new Float32Array(new SharedArrayBuffer(4 * count)).map((_, i) => Math.fround(Math.sin(i + 1)));
        const expected = await allocations.buffer(4 * count);
        const bytes = new Uint8Array(new SharedArrayBuffer(summaryBytes));
        const buffers = { actual: expected, expected, partial, summary, summaryOffset: 0 };
        const how = { tolerance: { relative: 1e-5, absolute: 1e-5 }, poison: 0xff };
        await device.run(
          [
            { op: 'upload', buffer: expected, offset: 0, array: values },
            ...(await comparisonCommands(device, specOf('f32', [count]), buffers, how)),
            { op: 'download', buffer: summary, offset: 0, array: bytes },
          ],
          60_000,
        );
        const { rms, compared, wrong } = readSummary(bytes);
        assert.deepEqual([compared, wrong], [count, 0]);
        const right = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / count);
        assert.ok(Math.abs(rms / right - 1) < 1e-12, `${count} elements: ${rms} instead of ${right}`);
      }
    } finally {
      allocations.release();
    }
  });
});
