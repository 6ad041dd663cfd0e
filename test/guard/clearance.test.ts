import assert from 'node:assert/strict';
import { Call } from '../../lib/guard/call.js';
import { Clearance } from '../../lib/guard/clearance.js';
import { createTensor } from '../../lib/index.js';
import { settleOptions } from '../../lib/verify/options.js';

/** A call with 3 times 4,000 bytes on the device. */
function callOf(): Call {
  const inputs = { inputs: { x: createTensor('f32', [1000]) }, outputs: { y: createTensor('f32', [1000]) } };
  return new Call({ source: '', inputs, options: {}, settled: settleOptions({}) });
}

/** A process that was ended and is gone when it is told. */
function leavingProcess(): { process: { isGone: boolean; gone: Promise<void> }; goes: () => Promise<void> } {
  let go = (): void => undefined;
  const gone = new Promise<void>((resolve) => (go = resolve));
  const goes = async (): Promise<void> => {
    go();
    await gone;
  };
  return { process: { isGone: false, gone }, goes };
}

const deviceBytes = 100_000;

describe('clearance', () => {
  let released: Call[];
  let clearance: Clearance;
  let call: Call;
  beforeEach(() => {
    released = [];
    clearance = new Clearance((one) => void released.push(one));
    call = callOf();
  });

  it('holds nobody while no process leaves', () => {
    assert.equal(clearance.holds(call, deviceBytes), false);
    clearance.leaves({ isGone: true, gone: Promise.resolve() }, { hung: true, bytes: 0 });
    assert.equal(clearance.holds(call, deviceBytes), false);
  });

  it('holds a call until a process whose kernel may still run is gone', async () => {
    const { process, goes } = leavingProcess();
    clearance.leaves(process, { hung: true, bytes: 0 });
    assert.equal(clearance.holds(call, deviceBytes), true);
    assert.deepEqual(released, []);
    await goes();
    assert.deepEqual([released, clearance.isClear], [[call], true]);
  });

  for (const [bytes, held] of [
    [12_000, false],
    [14_000, true],
  ] as const) {
    it(`${held ? 'holds' : 'does not hold'} a call of 12,000 bytes after one of ${bytes} on a device of 100,000`, () => {
      clearance.leaves(leavingProcess().process, { hung: false, bytes });
      assert.equal(clearance.holds(call, deviceBytes), held);
    });
  }

  it('holds a call that has met the memory of the process before', async () => {
    const [first, second] = [leavingProcess(), leavingProcess()];
    clearance.leaves(first.process, { hung: false, bytes: 0 });
    clearance.leaves(second.process, { hung: false, bytes: 0 });
    call.patient = true;
    assert.equal(clearance.holds(call, deviceBytes), true);
    await first.goes();
    assert.deepEqual(released, []);
    await second.goes();
    assert.deepEqual(released, [call]);
  });
});
