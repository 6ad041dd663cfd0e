/** Batches that take turns, of more commands than the driver's queue takes as well, and ones that can't. */
import type { Command } from '../../../../lib/native/types.js';
import { failure, launchOf, loaded, openFakeDevice, report } from './sample.js';

const device = await openFakeDevice();
const { kernel, buffer } = await loaded(device);
const how = { first: 0, runs: 3, resetsRounds: false, deadlineMs: 10_000, hold: true };
const batch = (blocks: number, timed = 1): { commands: Command[] } => ({
  commands: Array.from({ length: timed }, () => ({
    op: 'timed',
    launches: [launchOf(kernel, buffer, { grid: [blocks, 1, 1] })],
  })),
});
const copy: Command = { op: 'download', buffer, offset: 0, array: new Uint8Array(16) };
const tooManyArguments: Command = { op: 'launch', ...launchOf(kernel, buffer), arguments: [] };
const failures = {
  noBatches: await failure(() => device.repeat({ ...how, batches: [] })),
  copies: await failure(() => device.repeat({ ...how, batches: [batch(1), { commands: [copy] }] })),
  wrongArguments: await failure(() => device.repeat({ ...how, batches: [{ commands: [tooManyArguments] }] })),
};
const before = device.busyMs;
const turns = await device.repeat({ ...how, batches: [batch(1), batch(2)], first: 1 });
report({
  failures,
  turns,
  busy: device.busyMs - before,
  nothing: await device.repeat({ ...how, batches: [batch(1)], runs: 0 }),
  long: await device.repeat({ ...how, batches: [batch(7, 450)], runs: 2 }),
});
