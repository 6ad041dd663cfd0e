/** A candidate that never ends, and what works afterwards. */
import { Engine } from '../../../../lib/verify/engine.js';
import { verdictSchema } from '../../../../lib/verify/verdict.js';
import { verifyKernel } from '../../../../lib/verify/verify_kernel.js';
import { candidate, failure, gpuOf, image, report, tensors } from './sample.js';

const engine = await Engine.open({ device: 'cuda:0' });
const { native: device } = gpuOf(engine);
const verdict = verdictSchema.parse(await verifyKernel(candidate('hang_k'), tensors, { engine, deadlineMs: 30 }));
const later = {
  verify: await failure(() => verifyKernel(candidate('k'), tensors, { engine })),
  run: await failure(() => device.run({ commands: [], deadlineMs: 1000, hold: false })),
  memory: await failure(() => device.memory()),
  allocate: await failure(() => device.allocate({ bytes: 16 })),
  loadModule: await failure(() => device.loadModule(image)),
};
report({ verdict, lost: device.lost, later });
