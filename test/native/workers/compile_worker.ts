/** A worker thread that compiles what it is sent and answers with the outcome; "again" has it go on for ever. */
import { parentPort } from 'node:worker_threads';
import { messageOf } from '../../../lib/errors.js';
import { compile } from '../../verify/sample_compile.js';

async function again(): Promise<never> {
  for (let i = 0; ; i++) await compile(`extern "C" __global__ void k() { int salt = ${i}; }`, ['k']);
}

parentPort?.on('message', (source: string) => {
  parentPort?.postMessage('begins');
  if (source === 'again') {
    again().catch(() => undefined);
    return;
  }
  compile(source, ['k'], { deadlineMs: 2000 }).then(
    (result) => parentPort?.postMessage(result.kind),
    (error: unknown) => parentPort?.postMessage(messageOf(error)),
  );
});
