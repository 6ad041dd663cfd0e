/** More commands than the driver's queue takes, held back and not. */
import type { Command } from '../../../../lib/native/types.js';
import { launchOf, loaded, openFakeDevice, report } from './sample.js';

const device = await openFakeDevice();
const { kernel, buffer } = await loaded(device);
const launch = launchOf(kernel, buffer);
const commands = Array.from({ length: 1500 }, (_, i): Command => ({
  op: 'set',
  buffer,
  offset: i % 256,
  bytes: 1,
  value: i % 251,
}));
const timed = Array.from({ length: 450 }, (): Command => ({ op: 'timed', launches: [launch, launch] }));
const last = new Uint8Array(256);
await device.run({
  commands: [...commands, { op: 'download', buffer, offset: 0, array: last }],
  deadlineMs: 10_000,
  hold: false,
});
report({
  last: [...last],
  free: await device.run({ commands: timed, deadlineMs: 10_000, hold: false }),
  held: await device.run({ commands: timed, deadlineMs: 10_000, hold: true }),
  nothing: await device.run({ commands: [{ op: 'timed', launches: [] }], deadlineMs: 10_000, hold: true }),
});
