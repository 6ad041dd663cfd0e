import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../lib/native/cache_folder.js';
import { type Ceilings, arithmeticNames, ceilingsSchema } from '../../lib/verify/roofline/ceilings_schema.js';
import { fakeNvml } from './fake_nvml/build.js';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';

interface Measured {
  ceilings: Ceilings;
  warnings: string[];
  kept: boolean;
  again: Ceilings | null;
  leftBytes: number;
}

/** Bytes of the parameters of the kernels of ceilings.cu. */
const parameters = [
  'readRounds=8,8,4,8;writeAll=8,8;copyAll=8,8,8',
  ...['f32', 'f64', 'f64Vector', 'f16', 'bf16', 'tf32', 'i8'].map((name) => `${name}Rounds=4,8`),
].join(';');

describe('ceilings of a device (of the fake driver)', function () {
  needsFakeDriver();
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'warpsmith-cache-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Each in a cache of its own, with NVRTC as it is in the real one. */
  async function measured(name: string, variables: Record<string, string> = {}): Promise<Measured & { log: string[] }> {
    const cache = join(folder, name);
    mkdirSync(cache);
    symlinkSync(join(cacheFolder(), 'cuda'), join(cache, 'cuda'));
    const { report, log } = await runScenario<Measured>('ceilings', {
      WARPSMITH_CACHE: cache,
      FAKE_CUDA_PARAMETERS: parameters,
      WARPSMITH_NVML: fakeNvml(),
      ...variables,
    });
    return { ...report, log };
  }

  it('are measured, kept, and then read instead of measured', async () => {
    const { ceilings, warnings, kept, again, log } = await measured('calm');
    ceilingsSchema.parse(ceilings);
    assert.deepEqual(warnings, []);
    assert.ok(kept);
    assert.deepEqual(again, ceilings);
    const { operationsPerSecond } = ceilings;
    for (const name of arithmeticNames) assert.ok((operationsPerSecond[name] ?? 0) > 0, name);
    const launched = (kernel: string): number => log.filter((line) => line.includes(kernel)).length;
    // One run to prepare and ten that count; the L2's come twice more, for their calibration.
    assert.equal(launched('writeAll'), 11);
    assert.equal(launched('readRounds'), 11 + 12);
  });

  it('give back the memory that they took', async () => {
    const { leftBytes } = await measured('memory');
    // What empties the L2 stays for the timings to come; the fake's L2 is a megabyte.
    assert.ok(leftBytes <= 16 * 2 ** 20, `${leftBytes} bytes are left`);
  });

  it('are not kept when the GPU was slow meanwhile, and say why', async () => {
    const { warnings, kept, again } = await measured('slow', {
      FAKE_NVML_CLOCKS: '1000,2619,1980,2619',
      FAKE_NVML_REASONS: '4',
    });
    assert.match(warnings.join(), /1000 of 1980 MHz, held down by its power limit/);
    assert.ok(!kept);
    assert.notEqual(again, null);
  });
});
