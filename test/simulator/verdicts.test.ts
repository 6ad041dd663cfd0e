import assert from 'node:assert/strict';
import { type Verdict, atCase, loadProblem, parseProblem, verdictSchema, verifyKernel } from '../../lib/index.js';
import { readFileSync } from 'node:fs';
import { referenceAsCandidate } from '../gpu/candidate_files.js';
import { expectOutcome, expectPass } from '../gpu/expect_verdict.js';
import { openedSimulator, simulatedEngine, verifyAdd } from './simulated_engine.js';

function statuses({ rungs }: Verdict): string[] {
  return rungs.map(({ rung, status }) => `${rung} ${status}`);
}

const right = '  if (i < N) c[i] = a[i] + b[i];';

describe('a verdict on the simulator', () => {
  it('says that it is one, and that nothing was timed', async () => {
    const verdict = expectPass(await verifyAdd(right), 'the right one');
    assert.deepEqual(verdictSchema.parse(verdict), verdict);
    assert.equal(verdict.device?.id, 'sim');
    assert.match(verdict.device.name, /simulator \(sm_90a\)/);
    assert.deepEqual(statuses(verdict), [
      'plan passed',
      'policy passed',
      'compile passed',
      'safe passed',
      'correct passed',
      'repeatable passed',
      'time skipped',
    ]);
    assert.equal(verdict.kernels[0]?.registers, null);
    assert.equal(verdict.output, undefined);
  });

  it('has one line of counters for each launch of the candidate, none for our own kernels', async () => {
    const { counters } = expectPass(await verifyAdd(right), 'the right one');
    assert.equal(counters?.length, 1);
    const [add] = counters;
    assert.equal(add?.kernel, 'add');
    assert.equal(add.globalLoadBytes, 2 * 4 * 1009);
    assert.equal(add.globalStoreBytes, 4 * 1009);
  });

  it('keeps what the candidate printed', async () => {
    const { output } = expectPass(
      await verifyAdd(`${right}\n  if (i == 3) printf("N is %d\\n", N);`, { trials: 1 }),
      'the printing one',
    );
    assert.equal(output, 'N is 1009\n');
  });

  it('names line, thread and element of an access outside', async () => {
    const verdict = expectOutcome(await verifyAdd('  c[i] = a[i % N] + b[i % N];'), 'unsafe', 'the one outside');
    const [first] = verdict.findings;
    assert.ok(first);
    assert.deepEqual(
      [first.kind, first.buffer, first.index, first.at.line, first.at.access],
      ['out-of-bounds', 'c', [1009], 7, 'write'],
    );
    assert.deepEqual(
      [first.at.block, first.at.thread],
      [
        [3, 0, 0],
        [241, 0, 0],
      ],
    );
    assert.deepEqual(statuses(verdict).slice(3), [
      'safe failed',
      'correct skipped',
      'repeatable skipped',
      'time skipped',
    ]);
    assert.deepEqual([verdict.trial, verdict.trialSeed], [0, 1]);
  });

  it('finds a write to an input', async () => {
    const verdict = await verifyAdd(`  if (i < N) const_cast<float*>(a)[i] = 0;\n${right}`);
    const [first] = expectOutcome(verdict, 'unsafe', 'the one that writes').findings;
    assert.deepEqual([first?.kind, first?.buffer], ['write-to-input', 'a']);
  });

  it('finds a read of an output that nobody wrote', async () => {
    const verdict = await verifyAdd('  if (i < N) c[i] += a[i] + b[i];');
    const [first] = expectOutcome(verdict, 'unsafe', 'the one that reads').findings;
    assert.deepEqual([first?.kind, first?.buffer], ['uninitialised-read', 'c']);
  });

  it('is incorrect like on a GPU where the result is wrong', async () => {
    const verdict = expectOutcome(await verifyAdd('  if (i < N) c[i] = a[i] - b[i];'), 'incorrect', 'the wrong one');
    assert.equal(verdict.mismatches[0]?.output, 'c');
    assert.deepEqual(statuses(verdict).slice(3), [
      'safe passed',
      'correct failed',
      'repeatable skipped',
      'time skipped',
    ]);
  });

  it('is unsafe where a loop passes its budget of instructions', async () => {
    const options = { instructionBudget: 2 ** 16 };
    const verdict = await verifyAdd(`  if (i == 37) while (i >= 0) asm volatile("");\n${right}`, options);
    assert.equal(verdict.options.instructionBudget, 2 ** 16);
    const [first] = expectOutcome(verdict, 'unsafe', 'the endless one').findings;
    assert.deepEqual([first?.kind, first?.at.line, first?.at.block], ['budget', 7, [0, 0, 0]]);
    assert.deepEqual(statuses(verdict).slice(3), [
      'safe failed',
      'correct skipped',
      'repeatable skipped',
      'time skipped',
    ]);
  });

  it('takes a deadline that is no whole number of milliseconds', async () => {
    expectPass(await verifyAdd(right, { simulatedDeadlineMs: 20_000.5 }), 'the right one');
  });

  it('passes no judgement on a candidate that ran into the deadline, and goes on to serve', async () => {
    const options = { simulatedDeadlineMs: 200, instructionBudget: 2 ** 40 };
    const verdict = await verifyAdd(`  while (i >= 0) asm volatile("");\n${right}`, options);
    assert.match(expectOutcome(verdict, 'unverified', 'the late one').reason, /candidate when its deadline of 200 ms/);
    assert.deepEqual(statuses(verdict).slice(1), [
      'policy passed',
      'compile passed',
      'safe skipped',
      'correct skipped',
      'repeatable skipped',
      'time skipped',
    ]);
    assert.equal((await openedSimulator()).lost, null);
    expectPass(await verifyAdd(right), 'the right one after it');
  });

  it('blames the problem when its reference does what no right kernel does', async () => {
    const { path } = loadProblem('vector_add');
    const source = readFileSync(path, 'utf8').replace(/if \(i < N\)/, 'if (i <= N)');
    const problem = parseProblem(source, 'beyond.cu');
    const candidate = referenceAsCandidate(loadProblem('vector_add'));
    const options = { engine: await simulatedEngine(), trials: 1 };
    await assert.rejects(verifyKernel(candidate, atCase(problem, 'small'), options), {
      code: 'bad-problem',
      message: /beyond\.cu:\d+/,
    });
  });

  it('stops when the signal fires', async () => {
    const controller = new AbortController();
    const onProgress = (): void => void setTimeout(() => controller.abort(), 50);
    const endless = verifyAdd(`  while (i >= 0) asm volatile("");`, { signal: controller.signal, onProgress });
    await assert.rejects(endless, { code: 'aborted' });
    expectPass(await verifyAdd(right), 'the right one after it');
  });

  it('is the same again with the same seed', async () => {
    const [first, second] = [await verifyAdd(right), await verifyAdd(right)].map((verdict) =>
      expectPass(verdict, 'it'),
    );
    assert.deepEqual([first?.errorShare, first?.counters], [second?.errorShare, second?.counters]);
  });
});
