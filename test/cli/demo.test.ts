import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../search/scratch_folder.js';
import { warpsmith } from './warpsmith_process.js';

describe('warpsmith demo without a device', () => {
  const scratch = scratchFolder();

  for (const name of ['softmax', 'matmul']) {
    it(`plays ${name} through the client and the compiler, says what it could not run, and exits with 3`, async () => {
      const folder = join(scratch(), 'run');
      const { code, stdout, stderr } = await warpsmith(['demo', name, '--device', 'none', '--out', folder]);
      assert.equal(code, 3, stderr);
      assert.match(stdout, /Hand-written for warpsmith's demo\. No model wrote these answers\./);
      assert.match(stdout, /turn 1: FAIL .* it does not compile/);
      for (const turn of [2, 3, 4])
        assert.match(stdout, new RegExp(`turn ${turn}: NOT RUN .* could not run safe, correct, repeatable, time`));
      assert.match(stdout.trimEnd().split('\n').at(-1) ?? '', /correct and time.*warpsmith doctor/);
      assert.ok(readdirSync(join(folder, 'candidates', name)).length >= 4, 'every candidate is kept');
    });
  }

  it('prints one JSON document', async () => {
    const { code, stdout } = await warpsmith(['demo', '--device', 'none', '--json', '--out', join(scratch(), 'run')]);
    assert.equal(code, 3);
    const { solved, problems } = JSON.parse(stdout) as { solved: boolean; problems: { problem: string }[] };
    assert.equal(solved, false);
    assert.equal(problems[0]?.problem, 'softmax');
  });

  it('refuses a dialogue that is not there', async () => {
    const { code, stderr } = await warpsmith(['demo', 'nothing', '--device', 'none']);
    assert.equal(code, 2, stderr);
    assert.match(stderr, /softmax but found "nothing"/);
  });
});

describe('warpsmith demo on the simulator', () => {
  const scratch = scratchFolder();

  for (const [name, secondVerdict] of [
    ['softmax', 'softmax, case small: wrong result'],
    ['matmul', 'matmul, case small: read of memory that nobody wrote in matmul<32> at candidate.cu:21, '],
  ] as const) {
    it(`goes from a compile error to a right ${name} within a minute, and exits with 0`, async function () {
      this.timeout(60_000);
      const folder = join(scratch(), 'run');
      const { code, stdout, stderr } = await warpsmith(['demo', name, '--device', 'sim', '--out', folder]);
      assert.equal(code, 0, `${stdout}\n${stderr}`);
      assert.match(stdout, /turn 1: FAIL .* it does not compile/);
      assert.ok(stdout.includes(`turn 2: FAIL ${secondVerdict}`), stdout);
      for (const turn of [3, 4, 5]) {
        assert.match(stdout, new RegExp(`turn ${turn}: PASS .*, on the simulator: not timed`));
      }
      assert.match(stdout, /1 of 1 solved on the simulator: small cases, not timed/);
    });
  }
});
