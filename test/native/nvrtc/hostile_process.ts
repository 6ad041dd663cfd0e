/** A process of its own for compiles that are left: what it does is its one argument. */
import { Worker, isMainThread, parentPort } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { WarpsmithError } from '../../../lib/errors.js';
import { openCompiler } from '../../../lib/native/open.js';
import type { CompileJob } from '../../../lib/native/types.js';
import { macroBomb } from './hostile_sources.js';
import { job as sampleJob } from './sample_job.js';

const job: CompileJob = { ...sampleJob, source: macroBomb, deadlineMs: 600_000 };
const small = { ...job, source: 'extern "C" __global__ void k() {}' };

const { compiler } = await openCompiler();

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

async function often(): Promise<void> {
  try {
    for (;;) {
      // It takes what the process has few of: 38 keys for data of threads, of 1024.
      await compiler.compile(small);
      await compiler.compile({ ...job, deadlineMs: 1 });
    }
  } catch (error) {
    if (!(error instanceof WarpsmithError)) throw error;
    say(`left ${compiler.abandoned}\n${error.code}: ${error.message}`);
  }
}

switch (isMainThread ? process.argv[2] : 'in the worker') {
  case 'left':
    say((await compiler.compile({ ...job, deadlineMs: 100 })).status);
    break;
  case 'signal':
    process.once('SIGTERM', () => say('SIGTERM heard'));
    await compiler.compile({ ...job, deadlineMs: 100 });
    process.kill(process.pid, 'SIGTERM');
    // The wake-up of a signal's listener keeps no process alive.
    await new Promise((resolve) => setTimeout(resolve, 200));
    break;
  case 'throw':
    await compiler.compile({ ...job, deadlineMs: 100 });
    throw new Error('not caught');
  case 'exit':
    void compiler.compile(job);
    setTimeout(() => {
      say('exiting');
      process.exit(7);
    }, 200);
    break;
  case 'worker': {
    const worker = new Worker(fileURLToPath(import.meta.url));
    await new Promise((resolve) => worker.once('message', resolve));
    await worker.terminate();
    say('worker ended');
    say((await compiler.compile(small)).status);
    break;
  }
  case 'often':
    await often();
    break;
  default:
    void compiler.compile(job);
    setTimeout(() => parentPort?.postMessage('begun'), 200);
}
