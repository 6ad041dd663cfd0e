import assert from 'node:assert/strict';
import { sampleFacts } from '../verify/sample_facts.js';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

describe('the driver (a fake one)', () => {
  needsFakeDriver();

  it('tells its version and its devices, and refuses others', async () => {
    const { report } = await runScenario<Record<string, unknown>>('driver', { FAKE_CUDA_MEMORY: '4294967296' });
    assert.equal(report.again, true, 'opened twice');
    assert.deepEqual([report.cudaVersion, report.deviceCount, report.lost], [13000, 1, null]);
    assert.deepEqual(report.facts, {
      ...sampleFacts,
      name: 'Fake GPU',
      multiprocessors: 4,
      l2Bytes: 1 << 20,
      totalMemory: 2 ** 32,
    });
    assert.deepEqual(report.memory, { free: 2 ** 32, total: 2 ** 32 });
    for (const refused of [report.factsOfNone, report.deviceOfNone] as Failure[]) {
      assert.equal(refused.code, 'no-device');
      assert.match(refused.message, /from cuda:0 to cuda:0 but found cuda:1/);
    }
    assert.equal((report.factsOfText as Failure).name, 'TypeError');
  });

  it('is opened to its end before the process ends', async () => {
    const { report, log } = await runScenario('exit_while_opening', { FAKE_CUDA_OPENING: '300' });
    assert.equal(report, 'exits');
    assert.deepEqual(log, ['opening', 'opened']);
  });

  for (const [what, environment, reason] of [
    [
      'finds no device',
      { FAKE_CUDA_INIT: '100' },
      /cuInit failed with CUDA_ERROR_NO_DEVICE.*nvidia-smi, CUDA_VISIBLE_DEVICES/,
    ],
    ['answers with what has no name', { FAKE_CUDA_INIT: '999' }, /cuInit failed with CUresult 999/],
    [
      'is too old',
      { FAKE_CUDA_WITHOUT: 'cuFuncGetParamInfo' },
      /CUDA 12\.4 or later, but \S+ has no cuFuncGetParamInfo\. Update/,
    ],
    ['is not there', { WARPSMITH_CUDA_DRIVER: '/nowhere/libcuda.so.1' }, /\/nowhere\/libcuda\.so\.1: cannot open/],
    ['is another library', { WARPSMITH_CUDA_DRIVER: 'libc.so.6' }, /libc\.so\.6 is older than CUDA 12/],
  ] as const) {
    it(`that ${what} is told, with the remedy, and the simulator takes its place`, async () => {
      const { report } = await runScenario<{
        driver: Failure;
        insisted: Failure;
        unavailable: string;
        device: string;
        judgedOn: string;
        outcome: string;
      }>('no_driver', environment);
      for (const refused of [report.driver, report.insisted]) {
        assert.equal(refused.code, 'no-device');
        assert.match(refused.message, reason);
        assert.match(refused.message, /Run on a machine with an NVIDIA GPU/);
      }
      assert.match(report.unavailable, reason);
      assert.deepEqual([report.device, report.judgedOn, report.outcome], ['sim', 'sim', 'pass']);
    });
  }
});
