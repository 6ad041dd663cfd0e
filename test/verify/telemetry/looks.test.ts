import assert from 'node:assert/strict';
import { Looks } from '../../../lib/verify/telemetry/looks.js';
import { fakeNvml, whyNot } from '../../native/fake_nvml/build.js';
import { sampleFacts } from '../sample_facts.js';
import { passIn } from '../sample_verdicts.js';
import type { Timing } from '../../../lib/verify/verdict.js';

function timing(): Timing {
  const { timing: sample } = passIn(1);
  assert(sample);
  return structuredClone({ ...sample, warnings: ['earlier'], telemetry: { before: null, after: null } });
}

describe('looks at a GPU around timed runs', function () {
  const names = ['WARPSMITH_NVML', 'FAKE_NVML_CLOCKS'] as const;
  const before = names.map((name) => process.env[name]);

  beforeEach(function () {
    const reason = whyNot();
    if (reason !== null) this.skip();
    process.env.WARPSMITH_NVML = fakeNvml();
  });
  afterEach(() => {
    for (const [i, name] of names.entries()) {
      if (before[i] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[i];
    }
  });

  it('tell in the timing what both saw, and warn of it', async () => {
    const gpu = { facts: sampleFacts };
    process.env.FAKE_NVML_CLOCKS = '1980,2619,1980,2619';
    const looks = Looks.begin(gpu);
    assert.equal((await looks.before)?.smClockMhz, 1980);
    process.env.FAKE_NVML_CLOCKS = '1410,2619,1980,2619';
    const told = timing();
    await looks.complete(told);
    assert.deepEqual([told.telemetry.before?.smClockMhz, told.telemetry.after?.smClockMhz], [1980, 1410]);
    assert.equal(told.warnings[0], 'earlier');
    assert.match(told.warnings[1] ?? '', /After the timed runs the GPU's clocks were low/);
  });

  it('begin with one that is under way, but never end with it', async () => {
    const gpu = { facts: sampleFacts };
    const first = Looks.begin(gpu);
    const second = Looks.begin(gpu);
    assert.equal(second.before, first.before);
    assert.notEqual(Looks.begin({ facts: sampleFacts }).before, first.before);
    await first.before;
    const third = Looks.begin(gpu);
    assert.notEqual(third.before, first.before);
    const told = timing();
    const ending = second.complete(told);
    const fourth = Looks.begin(gpu);
    assert.notEqual(fourth.before, third.before);
    await ending;
    assert.equal(told.telemetry.after, await fourth.before);
  });

  it('are nothing where there is no NVML', async () => {
    process.env.WARPSMITH_NVML = '/nowhere/libnvidia-ml.so.1';
    const told = timing();
    await Looks.begin({ facts: sampleFacts }).complete(told);
    assert.deepEqual([told.telemetry, told.warnings], [{ before: null, after: null }, ['earlier']]);
  });
});
