import assert from 'node:assert/strict';
import { type VerifyOptions, settleOptions } from '../../lib/verify/options.js';

describe('settleOptions', () => {
  it('has the documented defaults', () => {
    const { seed, recorded } = settleOptions({});
    assert.deepEqual(recorded, {
      trials: 5,
      time: true,
      l2: 'cold',
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
      l2: 'both',
      safe: false,
      deadlineMs: 1.5,
      simulatedDeadlineMs: 2.5,
      instructionBudget: 3,
      countersMs: 50,
      compileDeadlineMs: 1,
      compileMemoryBytes: 2 ** 20,
      allow: ['clock', 'module-state', 'clock'],
    });
    assert.equal(seed, 7);
    assert.deepEqual(recorded, {
      trials: 1,
      time: false,
      l2: 'both',
      safe: false,
      deadlineMs: 1.5,
      simulatedDeadlineMs: 2.5,
      instructionBudget: 3,
      countersMs: 50,
      compileDeadlineMs: 1,
      compileMemoryBytes: 2 ** 20,
      allow: ['module-state', 'clock'],
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
    { countersMs: 0.5 },
    { countersMs: NaN },
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

  it('keeps a tolerance, and none where none was given', () => {
    assert.equal(settleOptions({}).recorded.tolerance, undefined);
    for (const tolerance of ['kernelbench', { rtol: 1e-3, atol: 0 }, { relative: 0, absolute: 0.1 }] as const) {
      assert.deepEqual(settleOptions({ tolerance }).recorded.tolerance, tolerance);
    }
  });

  it('refuses a tolerance that is none', () => {
    for (const tolerance of ['loose', { rtol: -1, atol: 0 }, { relative: 1 }, 1e-3, { rtol: NaN, atol: 0 }]) {
      const message = /^Expected a tolerance: derived, kernelbench, .* Found /;
      assert.throws(() => settleOptions({ tolerance: tolerance as never }), { code: 'bad-option', message });
    }
  });

  it('has the trials and the tolerance of conditions, and refuses others beside them', () => {
    const { conditions, trials, tolerance } = settleOptions({ conditions: 'kernelbench' }).recorded;
    assert.deepEqual([conditions, trials, tolerance], ['kernelbench', 5, 'kernelbench']);
    for (const own of [{ trials: 5 }, { tolerance: 'derived' as const }]) {
      const message = new RegExp(`^Expected no ${Object.keys(own)[0]} beside the conditions "kernelbench"`);
      assert.throws(() => settleOptions({ conditions: 'kernelbench', ...own }), { code: 'bad-option', message });
    }
  });

  it('refuses conditions that it does not know', () => {
    const message = 'Expected conditions to be "kernelbench" but found "robust".';
    assert.throws(() => settleOptions({ conditions: 'robust' as never }), { code: 'bad-option', message });
  });

  it('refuses a state of the L2 that it does not know', () => {
    const message = 'Expected l2 to be "cold", "warm" or "both" but found "tepid".';
    assert.throws(() => settleOptions({ l2: 'tepid' as never }), { code: 'bad-option', message });
  });
});
