/** Ends workers in mid-compile, one after another; the process has to survive it and to end by itself. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { compile, slowSource } from '../../verify/sample_compile.js';

const file = new URL('./compile_worker.js', import.meta.url);

async function endWorker(source: string, turns: number): Promise<void> {
  const worker = new Worker(file);
  worker.postMessage(source);
  await once(worker, 'message');
  // Some turns, so that the compiler is really at work.
  for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
  await worker.terminate();
}

for (const turns of [0, 100, 1000]) await endWorker(slowSource(10), turns);
// Ended while results arrive.
for (let turns = 0; turns < 20; turns++) await endWorker('again', 40 * turns);
const { kind } = await compile('extern "C" __global__ void k() {}', ['k']);
process.stdout.write(JSON.stringify({ afterwards: kind }));
