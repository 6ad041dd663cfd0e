import assert from 'node:assert/strict';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

interface Launched {
  parameterBytes: number[][];
  resources: Record<string, number>;
  refusals: Record<string, Failure | null>;
}

describe('launches on a device (of the fake driver)', () => {
  needsFakeDriver();
  let report: Launched;
  let log: string[];

  before(async () => {
    ({ report, log } = await runScenario<Launched>('launches', { FAKE_CUDA_PARAMETERS: 'k=8,8,4;mapped=128' }));
  });

  it('reach the driver with sizes, shared memory, cluster and cooperation', () => {
    assert.deepEqual(
      log.filter((line) => line.startsWith('launch k')),
      [
        'launch k grid 2,3,4 block 8,4,2 shared 1024',
        'launch k grid 4,1,1 block 32,1,1 shared 0 cluster 2,1,1',
        'launch k grid 16,1,1 block 32,1,1 shared 0 cluster 16,1,1 cooperative 1',
        'launch k grid 1,1,1 block 32,1,1 shared 200000',
      ],
    );
  });

  it("know the kernel's parameters and resources", () => {
    assert.deepEqual(report.parameterBytes, [[8, 8, 4], [128]]);
    assert.deepEqual(report.resources, {
      registers: 32,
      staticShared: 0,
      local: 0,
      maxThreadsPerBlock: 1024,
      residentBlocks: 16,
    });
  });

  it('find no kernel that is not in the module, and load no module that is none', () => {
    assert.deepEqual([report.refusals.missing?.code, report.refusals.noImage?.code], ['bad-plan', 'bad-ptx']);
    assert.match(report.refusals.missing?.message ?? '', /no kernel named missing/);
  });

  it('take tensor maps inside their buffers', () => {
    assert.equal(report.refusals.fits, null);
    assert.equal(report.refusals.matrix, null);
  });

  for (const [name, kind, message] of [
    ['tooLong', 'RangeError', /its buffer of 256 bytes but found 260/],
    ['tooManyRows', 'RangeError', /its buffer of 256 bytes but found 288/],
    ['unknownType', 'TypeError', /data type from 0 to 9/],
    ['wrongRank', 'TypeError', /1 to 5 dimensions with a box for each/],
    ['refusedBox', 'WarpsmithError', /The driver refused the tensor map/],
  ] as const) {
    it(`refuse other tensor maps: ${name}`, () => {
      const refused = report.refusals[name];
      assert(refused, 'was accepted');
      assert.equal(refused.name, kind);
      assert.match(refused.message, message);
    });
  }
});
