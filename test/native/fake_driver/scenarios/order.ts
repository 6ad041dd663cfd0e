/** Two calls at once, and a stopped one: who is served when, and what is held afterwards. */
import { Engine } from '../../../../lib/verify/engine.js';
import { verifyKernel } from '../../../../lib/verify/verify_kernel.js';
import { candidate, failure, gpuOf, report, tensors } from './sample.js';

const engine = await Engine.open({ device: 'cuda:0' });
const { native: device } = gpuOf(engine);
const progress: string[] = [];
const verify = (name: string, signal?: AbortSignal, onTrial?: (trial: number) => void): Promise<unknown> =>
  verifyKernel(candidate('k'), tensors, {
    engine,
    trials: 3,
    onProgress: ({ rung, trial }) => {
      if (rung !== 'correct' && rung !== 'time') return;
      progress.push(`${name} ${rung}${trial === undefined ? '' : ` ${trial}`}`);
      if (trial !== undefined) onTrial?.(trial);
    },
    ...(signal ? { signal } : {}),
  });

await verify('warm-up');
progress.length = 0;
const { free } = await device.memory();
await Promise.all([verify('first'), verify('second')]);

const controller = new AbortController();
const waiting = new AbortController();
const failures = Promise.all([
  failure(() =>
    verify('stopped', controller.signal, (trial) => {
      if (trial === 1) controller.abort();
    }),
  ),
  failure(() => verify('waiting', waiting.signal)),
]);
waiting.abort();
const [stopped, stoppedBefore] = await failures;
await verify('after');
report({ progress, stopped, stoppedBefore, free: [free, (await device.memory()).free] });
