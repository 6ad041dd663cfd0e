/** `process.exit` while the GPU works and while requests wait. */
import { launchOf, loaded, openFakeDevice, report } from './sample.js';

const device = await openFakeDevice();
const { kernel, buffer } = await loaded(device, 'hang_k');
const run = (): Promise<number[]> =>
  device.run({ commands: [{ op: 'launch', ...launchOf(kernel, buffer) }], deadlineMs: 200, hold: false });
run().catch(() => undefined);
run().catch(() => undefined);
device.allocate({ bytes: 16 }).catch(() => undefined);
report('exits');
process.exit(0);
