import assert from 'node:assert/strict';
import { type VerifyOptions, settleOptions } from '../../lib/verify/options.js';

describe('settleOptions', () => {
  it('has the documented defaults', () => {
    const { seed, recorded } = settleOptions({});
    assert.deepEqual(recorded, {
      trials: 5,
      time: true,
      safe: true,
      deadlineMs: 10_000,
      simulatedDeadlineMs: 60_000,
      instructionBudget: 2 ** 23,
      compileDeadlineMs: 60_000,
      compileMemoryBytes: 2 ** 32,
    });
    assert(Number.isSafeInteger(seed) && seed >= 0);
  });

  it('draws another seed each time', () => {
    const seeds = new Set(Array.from({ length: 20 }, () => settleOptions({}).seed));
    assert(seeds.size > 15, `only ${seeds.size} of 20 differ`);
  });

  it('keeps what it is given', () => {
    const { seed, recorded } = settleOptions({
      seed: 7,
      trials: 1,
      time: false,
      safe: false,
      deadlineMs: 1.5,
      simulatedDeadlineMs: 2.5,
      instructionBudget: 3,
      compileDeadlineMs: 1,
      compileMemoryBytes: 2 ** 20,
    });
    assert.equal(seed, 7);
    assert.deepEqual(recorded, {
      trials: 1,
      time: false,
      safe: false,
      deadlineMs: 1.5,
      simulatedDeadlineMs: 2.5,
      instructionBudget: 3,
      compileDeadlineMs: 1,
      compileMemoryBytes: 2 ** 20,
    });
  });

  for (const options of [
    { trials: 0 },
    { trials: 1.5 },
    { trials: NaN },
    { trials: 1001 },
    { seed: -1 },
    { seed: 0.5 },
    { seed: 2 ** 53 },
    { deadlineMs: 0 },
    { deadlineMs: Infinity },
    { deadlineMs: NaN },
    { simulatedDeadlineMs: 0 },
    { instructionBudget: 0 },
    { instructionBudget: 1.5 },
    { compileDeadlineMs: -5 },
    { compileMemoryBytes: 2 ** 20 - 1 },
    { compileMemoryBytes: 2 ** 21 + 0.5 },
    { compileDeadlineMs: 3_600_001 },
  ] as VerifyOptions[]) {
    const [name = '', value] = Object.entries(options)[0] ?? [];
    it(`refuses ${name}: ${String(value)}`, () => {
      assert.throws(() => settleOptions(options), {
        code: 'bad-option',
        message: new RegExp(`${name}.* found ${String(value)}`),
      });
    });
  }
});
