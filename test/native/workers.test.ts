import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { compile } from '../verify/sample_compile.js';

const folder = join(import.meta.dirname, 'workers');

describe('worker threads', () => {
  it('load the addon and compile, beside the main thread', async () => {
    const workers = [0, 1].map(() => new Worker(join(folder, 'compile_worker.js')));
    const outcomes = workers.map(async (worker, i) => {
      worker.postMessage(i === 0 ? '__global__ void k() {}' : 'nonsense');
      await once(worker, 'message');
      const [outcome] = (await once(worker, 'message')) as string[];
      return outcome;
    });
    const here = await compile('extern "C" __global__ void k() { /* main thread */ }', ['k']);
    assert.equal(here.kind, 'compiled');
    assert.deepEqual(await Promise.all(outcomes), ['compiled', 'errors']);
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  it('that are ended in mid-compile leave the process alive', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'terminate.js')], { timeout: 60_000 });
    assert.deepEqual(JSON.parse(stdout), { afterwards: 'compiled' });
  }).timeout(90_000);
});
