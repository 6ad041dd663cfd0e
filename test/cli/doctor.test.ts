import assert from 'node:assert/strict';
import { fakeDriver, whyNot } from '../native/fake_driver/build.js';
import { fakeNvml } from '../native/fake_nvml/build.js';
import { warpsmith } from './warpsmith_process.js';

interface Found {
  healthy: boolean;
  auto: string | null;
  findings: { what: string; ok: boolean; found: string }[];
}

describe('doctor, where there is a GPU (of the fake driver)', () => {
  before(function () {
    const reason = whyNot();
    if (reason === null) return;
    for (const test of this.test?.parent?.tests ?? []) test.title += ` (skipped: ${reason})`;
    this.skip();
  });

  const find = async (nvml: string): Promise<Found & { code: number | null }> => {
    const env = { WARPSMITH_CUDA_DRIVER: fakeDriver(), WARPSMITH_NVML: nvml, FAKE_NVML_REASONS: '1' };
    const { code, stdout } = await warpsmith(['doctor', '--json'], env);
    return { code, ...(JSON.parse(stdout) as Found) };
  };
  const of = ({ findings }: Found, what: string): Found['findings'][number] | undefined =>
    findings.find((finding) => finding.what === what);

  it('tells its clocks and how its ceilings are measured', async () => {
    const found = await find(fakeNvml());
    assert.deepEqual([found.code, found.healthy, found.auto], [0, true, 'cuda:0']);
    assert.deepEqual(of(found, 'clocks'), {
      what: 'clocks',
      ok: true,
      found:
        'cuda:0 multiprocessors at 1980 of 1980 MHz, memory at 2619 of 2619 MHz, 41 °C, 123.5 of 700 W, clocks held down by: idle',
    });
    assert.match(of(found, 'ceilings')?.found ?? '', /^cuda:0 not measured yet: `warpsmith doctor --measure`/);
  });

  it('tells the folder of the cache, and what is kept there', async () => {
    assert.match(of(await find(fakeNvml()), 'cache')?.found ?? '', /; what is compiled is not kept there$/);
    const env = { WARPSMITH_CUDA_DRIVER: fakeDriver(), WARPSMITH_DISK_CACHE_MIB: '512' };
    const { stdout } = await warpsmith(['doctor', '--json'], env);
    assert.match(
      of(JSON.parse(stdout) as Found, 'cache')?.found ?? '',
      /; \d+ compiled programs take [\d.]+ MiB of 512 MiB$/,
    );
  });

  it('is content without NVML, and says what is missed', async () => {
    const found = await find('/nowhere/libnvidia-ml.so.1');
    assert.deepEqual([found.code, found.healthy, of(found, 'clocks')?.ok], [0, true, false]);
    assert.match(of(found, 'clocks')?.found ?? '', /Expected NVML/);
  });
});
