/** Handles of every kind that are never freed: the process ends by itself all the same. */
import { launchOf, loaded, openFakeDevice, report } from './sample.js';

const device = await openFakeDevice();
const { kernel, buffer } = await loaded(device);
const pin = await device.pin(new Uint8Array(new SharedArrayBuffer(64)));
await device.run({ commands: [{ op: 'launch', ...launchOf(kernel, buffer) }], deadlineMs: 10_000, hold: true });
(globalThis as { kept?: unknown }).kept = { device, kernel, buffer, pin };
report('left');
