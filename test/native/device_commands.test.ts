import assert from 'node:assert/strict';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

interface Moved {
  back: number[];
  middle: number[];
  words: number[];
  partAt: number;
  wrongParts: Failure[];
  failures: Record<string, Failure | null>;
  heldCopy: Failure;
  deadlineOfText: Failure;
  nothing: number[];
}

describe('commands on a device (of the fake driver)', () => {
  needsFakeDriver();
  let moved: Moved;

  before(async () => {
    moved = (await runScenario<Moved>('commands')).report;
  });

  it('move bytes to, from and on the device, at their offsets, in order', () => {
    const word = [4, 3, 2, 1];
    assert.deepEqual(moved.back, [7, 7, 7, 7, 0xab, 0xab, ...word, ...word, 0xab, 0xab]);
    assert.deepEqual(moved.middle, [0x0304, 0x0102]);
    assert.deepEqual(moved.nothing, []);
  });

  it('set words, and parts of buffers', () => {
    const word = [0xd4, 0xc3, 0xb2, 0xa1];
    assert.deepEqual(moved.words, [0, 0, 0, 0, ...word, ...word, 0xd4, 0xc3, ...new Array<number>(10).fill(0)]);
    assert.equal(moved.partAt, 32);
    for (const { name, message } of moved.wrongParts) {
      assert.equal(name, 'RangeError');
      assert.match(message, /a part of 256 bytes that begins at a multiple of 8/);
    }
  });

  for (const [name, kind, message] of [
    ['setBeyondPart', 'RangeError', /at least 21 bytes but found 20/],
    ['setTooLong', 'RangeError', /at least 257 bytes but found 256/],
    ['setBehind', 'RangeError', /at least 257 bytes but found 256/],
    ['setNegative', 'TypeError', /whole number from 0 for `offset` but found -1/],
    ['setHuge', 'RangeError', /but found 256/],
    ['upload', 'RangeError', /at least 17 bytes but found 16/],
    ['uploadOfNothing', 'TypeError', /typed array for `array` but found null/],
    ['download', 'RangeError', /at least 24 bytes but found 16/],
    ['copyFrom', 'RangeError', /at least 17 bytes but found 16/],
    ['copyTo', 'RangeError', /at least 17 bytes but found 16/],
    ['noBuffer', 'TypeError', /Expected a device buffer/],
    ['kernelForBuffer', 'TypeError', /Expected a device buffer/],
    ['unknownOp', 'TypeError', /launch, timed, set, upload, download or copy but found erase/],
    ['noObject', 'TypeError', /an object for `commands` but found 5/],
    ['bufferForKernel', 'TypeError', /Expected a kernel/],
    ['offsetBehind', 'RangeError', /at least 257 bytes but found 256/],
    ['tooFewArguments', 'WarpsmithError', /3 kernel arguments but found 0/],
    ['argumentOfOtherSize', 'WarpsmithError', /4 bytes for kernel argument 2 but found 8/],
    ['emptyArgument', 'WarpsmithError', /3 kernel arguments but found 1/],
    ['gridOfTwo', 'TypeError', /three sizes for `grid`/],
  ] as const) {
    it(`are refused before anything runs: ${name}`, () => {
      const refused = moved.failures[name];
      assert(refused, 'was accepted');
      assert.equal(refused.name, kind, refused.message);
      assert.match(refused.message, message);
    });
  }

  it('that copy are not held back', () => {
    assert.equal(moved.heldCopy.code, 'native');
    assert.match(moved.heldCopy.message, /held back may not copy/);
  });

  it('take a number for their deadline', () => {
    assert.match(moved.deadlineOfText.message, /a number for `deadlineMs` but found 1/);
  });

  it("may be more than the driver's queue takes", async () => {
    const { report, log } = await runScenario<Record<string, number[]>>('many_commands');
    const last = new Uint8Array(256);
    for (let i = 0; i < 1500; i++) last[i % 256] = i % 251;
    assert.deepEqual(report.last, [...last]);
    for (const times of [report.free, report.held]) {
      assert.equal(times?.length, 450);
      assert(
        times.every((ms) => ms > 0),
        'a time is missing',
      );
    }
    assert.equal(report.nothing?.length, 1);
    assert.equal(log.filter((line) => line.startsWith('launch')).length, 2 * 2 * 450);
    assert(log.includes('gate'), 'nothing was held back');
  });
});

describe('batches that take turns (of the fake driver)', () => {
  needsFakeDriver();
  let repeated: { failures: Record<string, Failure>; busy: number } & Record<'turns' | 'nothing' | 'long', number[]>;
  let grids: number[];

  before(async () => {
    const { report, log } = await runScenario<typeof repeated>('repeats');
    repeated = report;
    grids = log.flatMap((line) => {
      const [, grid] = /^launch k grid (\d+)/.exec(line) ?? [];
      return grid === undefined ? [] : [Number(grid)];
    });
  });

  it('go on where the series stands, and are timed each', () => {
    assert.deepEqual(grids.slice(0, 3), [2, 1, 2]);
    assert.equal(repeated.turns.length, 3);
    assert(
      repeated.turns.every((ms) => ms > 0),
      repeated.turns.join(' '),
    );
    assert(repeated.busy > 0, 'the device was not busy');
    assert.deepEqual(repeated.nothing, []);
  });

  it("may be longer than the driver's queue", () => {
    assert.equal(repeated.long.length, 900);
    assert.equal(grids.filter((grid) => grid === 7).length, 900);
  });

  for (const [name, message] of [
    ['noBatches', /at least one batch/],
    ['copies', /held back may not copy/],
    ['wrongArguments', /3 kernel arguments but found 0/],
  ] as const) {
    it(`are refused before anything runs: ${name}`, () =>
      assert.match(repeated.failures[name]?.message ?? '', message));
  }
});
