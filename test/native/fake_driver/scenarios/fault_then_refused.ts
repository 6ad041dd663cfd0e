/** A fault that is only found out about while another error is handled. */
import { failure, launchOf, loaded, openFakeDevice, report } from './sample.js';

const device = await openFakeDevice();
const { module, buffer, kernel } = await loaded(device, 'fault_k');
const refused = await module.kernel('refuse_k');
const first = await failure(() =>
  device.run({
    commands: [
      { op: 'launch', ...launchOf(kernel, buffer) },
      { op: 'launch', ...launchOf(refused, buffer) },
    ],
    deadlineMs: 1000,
    hold: false,
  }),
);
const lost = device.lost;
report({ first, lost, later: await failure(() => device.run({ commands: [], deadlineMs: 1000, hold: false })) });
