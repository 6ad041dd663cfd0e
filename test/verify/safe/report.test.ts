import assert from 'node:assert/strict';
import { headerBytes, readRecords, recordCount, reportHeader } from '../../../lib/verify/safe/report.js';

/** A report with room for two records, which are numbered through, somewhere in a larger array. */
function sampleReport(): Uint8Array {
  const bytes = new Uint8Array(new ArrayBuffer(1000), 8, headerBytes + 2 * 64);
  const view = new DataView(bytes.buffer, 8);
  view.setUint32(20, 5, true);
  for (const i of [0, 1]) {
    const at = headerBytes + i * 64;
    view.setUint32(at, 7 + i, true);
    view.setUint32(at + 4, i, true);
    view.setBigUint64(at + 8, 2n ** 63n + BigInt(i), true);
    view.setBigInt64(at + 16, -4n - BigInt(i), true);
    for (let k = 0; k < 6; k++) view.setUint32(at + 24 + 4 * k, 10 * i + k, true);
  }
  return bytes;
}

describe("a safe run's report", () => {
  it('has as many records as were wanted, and as there is room for', () => {
    const report = sampleReport();
    assert.equal(recordCount(report), 5);
    assert.equal(readRecords(report, 5).length, 2);
    assert.deepEqual(readRecords(report, 0), []);
    assert.deepEqual(readRecords(report, 1), [
      { site: 7, space: null, address: 2n ** 63n, extra: -4n, block: [0, 1, 2], thread: [3, 4, 5] },
    ]);
    const [, second] = readRecords(report, 2);
    assert.deepEqual([second?.space, second?.thread], ['shared', [13, 14, 15]]);
  });

  it('begins with the time that the launches have, and no flag set', () => {
    const view = new DataView(reportHeader(300.5).buffer);
    assert.equal(view.byteLength, headerBytes);
    assert.equal(view.getBigUint64(0, true), 0n);
    assert.equal(view.getBigUint64(8, true), 300_500_000n);
    assert.equal(view.getBigUint64(16, true), 0n);
    assert.equal(view.getBigUint64(24, true), 20_000_000n);
  });
});
