/** A safe run that is stopped while its launch spins, and one that never ends. */
import { Engine } from '../../../../lib/verify/engine.js';
import { verdictSchema } from '../../../../lib/verify/verdict.js';
import { verifyKernel } from '../../../../lib/verify/verify_kernel.js';
import { useFakePass } from '../fake_pass.js';
import { candidate, failure, gpuOf, report, tensors } from './sample.js';

useFakePass();
const engine = await Engine.open({ device: 'cuda:0' });
const { native: device } = gpuOf(engine);
const options = { engine, trials: 1, time: false };
const controller = new AbortController();
const stopped = await failure(() =>
  verifyKernel(candidate('spin_k'), tensors, {
    ...options,
    signal: controller.signal,
    onProgress: ({ rung }) => {
      if (rung === 'safe') setTimeout(() => controller.abort(), 200);
    },
  }),
);
const afterwards = await verifyKernel(candidate('k'), tensors, options);
const lostBefore = device.lost;
const verdict = verdictSchema.parse(await verifyKernel(candidate('stuck_k'), tensors, { ...options, deadlineMs: 30 }));
report({ stopped, afterwards: afterwards.outcome, lostBefore, verdict, lost: device.lost });
