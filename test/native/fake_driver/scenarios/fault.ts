/** A candidate that faults, and what works afterwards. */
import { openDriver } from '../../../../lib/native/open.js';
import { Engine } from '../../../../lib/verify/engine.js';
import { verdictSchema } from '../../../../lib/verify/verdict.js';
import { verifyKernel } from '../../../../lib/verify/verify_kernel.js';
import { candidate, failure, gpuOf, image, report, tensors } from './sample.js';

const engine = await Engine.open({ device: 'cuda:0' });
const { native: device } = gpuOf(engine);
const verdict = verdictSchema.parse(await verifyKernel(candidate('fault_k'), tensors, { engine }));
const later = {
  verify: await failure(() => verifyKernel(candidate('k'), tensors, { engine })),
  run: await failure(() => device.run({ commands: [], deadlineMs: 1000, hold: false })),
  memory: await failure(() => device.memory()),
  allocate: await failure(() => device.allocate({ bytes: 16 })),
  pin: await failure(() => device.pin(new Uint8Array(16))),
  loadModule: await failure(() => device.loadModule(image)),
};
const otherDevice = await failure(async () => (await openDriver()).openDevice(0));
const compilesOnly = await verifyKernel(candidate('k'), tensors, { device: 'none' });
report({ verdict, lost: device.lost, later, otherDevice, compilesOnly: compilesOnly.outcome });
