import assert from 'node:assert/strict';
import { atCase, loadProblem } from '../../lib/index.js';
import { referenceAsCandidate } from './candidate_files.js';
import { expectOutcome, expectPass } from './expect_verdict.js';
import { collectGarbage } from './garbage.js';
import { openedGpu, verifyHere } from './gpu_engine.js';

const problem = loadProblem('vector_add');
const right = referenceAsCandidate(problem);
const wrong = right.replace('(double)a[i] + (double)b[i]', '(double)a[i] - (double)b[i]');
const full = atCase(problem, 'full');
const small = atCase(problem, 'small');

/** Free bytes once all that nobody holds any more was given back: kernels keep their module until they are collected. */
async function freeBytes(): Promise<number> {
  await collectGarbage();
  return (await (await openedGpu()).native.memory()).free;
}

async function verifyBoth(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    expectPass(await verifyHere(right, full, { trials: 1, time: i % 5 === 0 }), `right, time ${i}`);
    expectOutcome(await verifyHere(wrong, full, { trials: 1 }), 'incorrect', `wrong, time ${i}`);
  }
}

describe('device memory', () => {
  it('is given back after each verification', async () => {
    await verifyBoth(3);
    const before = await freeBytes();
    await verifyBoth(25);
    const lost = before - (await freeBytes());
    // One of the four tensors of one verification is as large; 50 verifications would leave 50 of them.
    const tensorBytes = full.contract.outputs[0]!.bytes;
    assert.ok(lost < tensorBytes, `expected no less free memory after 50 verifications but ${lost} bytes are gone`);
  });
});

describe('calls on one engine', () => {
  it('that are made at once all finish, each with its own verdict', async () => {
    const calls = [right, wrong, right, wrong].map((source) => verifyHere(source, small, { trials: 2 }));
    const verdicts = await Promise.all(calls);
    assert.deepEqual(
      verdicts.map(({ outcome }) => outcome),
      ['pass', 'incorrect', 'pass', 'incorrect'],
    );
  });

  it('end with "aborted" between two trials, and the engine goes on', async () => {
    const stop = new AbortController();
    const trials: (number | undefined)[] = [];
    const call = verifyHere(right, full, {
      signal: stop.signal,
      trials: 100,
      onProgress: ({ rung, trial }) => {
        if (rung !== 'correct') return;
        trials.push(trial);
        if (trial === 2) stop.abort();
      },
    });
    await assert.rejects(call, { code: 'aborted' });
    assert.deepEqual(trials, [0, 1, 2], 'the trials that were begun');
    expectPass(await verifyHere(right, full, { trials: 1 }), 'after an abort');
  });

  it('end with "aborted" while they wait for another call', async () => {
    const stop = new AbortController();
    const onProgress = ({ trial }: { trial?: number }): void => {
      if (trial === 40) stop.abort();
    };
    const first = verifyHere(right, full, { trials: 50, time: false, onProgress });
    await assert.rejects(verifyHere(right, small, { signal: stop.signal }), { code: 'aborted' });
    expectPass(await first, 'the call before');
  });

  it('end at once with a signal that has fired already', async () => {
    const begun: string[] = [];
    const signal = AbortSignal.abort();
    const call = verifyHere(right, small, { signal, onProgress: ({ rung }) => begun.push(rung) });
    await assert.rejects(call, { code: 'aborted' });
    assert.deepEqual(begun, [], 'rungs that were begun');
    expectPass(await verifyHere(right, small, { trials: 1 }), 'after an abort');
  });
});
