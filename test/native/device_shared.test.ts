import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { needsFakeDriver, runScenario } from './fake_driver/run_scenario.js';
import type { Failure } from './fake_driver/scenarios/sample.js';

interface Place {
  id: number;
  bytes: number;
  offset: number;
}

interface Found {
  ofWhole: Place;
  ofPart: Place;
  ofOther: Place;
  sizes: number[];
  opened: number[];
  plain: Failure;
  plainShared: Failure;
  nobody: Failure;
  noName: Failure;
}

describe('guarded memory that another process maps (of the fake driver)', () => {
  needsFakeDriver();
  let found: Found;
  let log: string[];

  before(async function () {
    if (spawnSync('python3', ['--version']).status !== 0) this.skip();
    ({ report: found, log } = await runScenario<Found>('share'));
  });

  it('says where a buffer lies in its allocation, and which that is', () => {
    const { ofWhole, ofPart, ofOther } = found;
    assert.equal(ofPart.id, ofWhole.id);
    assert.equal(ofPart.offset, ofWhole.offset + 4096);
    assert.equal(ofWhole.bytes, 4 << 20);
    // A buffer ends where its allocation does.
    assert.equal(ofWhole.offset, 1 << 20);
    assert.notEqual(ofOther.id, ofWhole.id);
    assert.deepEqual([ofOther.bytes, ofOther.offset], [2 << 20, (2 << 20) - 1024]);
  });

  it('hands allocations over, each under its number', () => {
    assert.deepEqual(found.sizes, [2 << 20, 4 << 20]);
    assert.deepEqual(log.filter((line) => line.startsWith('export')).slice(0, 2), [
      `export ${4 << 20}`,
      `export ${2 << 20}`,
    ]);
  });

  it('leaves no descriptor of what was sent once too often', () => {
    assert.equal(found.opened[1], found.opened[0]);
  });

  it('tells of memory that can not be shared, and of a process that is not there', () => {
    for (const { code, message } of [found.plain, found.plainShared]) {
      assert.equal(code, 'native');
      assert.match(message, /Expected guarded device memory/);
    }
    assert.match(found.nobody.message, /Expected a process that takes memory .* connect failed: Connection refused/);
    assert.match(found.noName.message, /Expected the name of a socket but found ""/);
  });
});
