/** Handles keep alive what they depend on, and give it back when nobody holds them any more. Run with --expose-gc. */
import { failure, launchOf, loaded, openFakeDevice, report } from './sample.js';

const collect =
  (globalThis as { gc?: () => void }).gc ??
  ((): never => {
    throw new Error('Expected --expose-gc.');
  });

/** Lets finalisers run and the device's thread serve what they posted. */
async function settle(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    collect();
    await new Promise(setImmediate);
  }
  await device.memory();
}

let device = await openFakeDevice();
const before = await device.memory();

// A kernel outlives its module.
const { module, kernel, buffer } = await loaded(device);
module.unload();
module.unload();
await settle();
await device.run({ commands: [{ op: 'launch', ...launchOf(kernel, buffer) }], deadlineMs: 10_000, hold: false });
const unloaded = await failure(() => module.kernel('k'));

// A buffer that is freed while a run that uses it waits.
const array = new Uint8Array(256);
const running = device.run({
  commands: [
    { op: 'set', buffer, offset: 0, bytes: 256, value: 9 },
    { op: 'download', buffer, offset: 0, array },
  ],
  deadlineMs: 10_000,
  hold: false,
});
buffer.free();
buffer.free();
await running;
const freed = await failure(() => buffer.bytes);
const freedInRun = await failure(() =>
  device.run({ commands: [{ op: 'set', buffer, offset: 0, bytes: 1, value: 0 }], deadlineMs: 10_000, hold: false }),
);

// An array that only a run holds.
const pending = device.run({
  commands: [
    { op: 'upload', buffer: await device.allocate({ bytes: 1 << 20 }), offset: 0, array: new Uint8Array(1 << 20) },
  ],
  deadlineMs: 10_000,
  hold: false,
});
collect();
await pending;

// Handles that nobody frees.
for (let i = 0; i < 200; i++) {
  await loaded(device);
  await device.pin(new Uint8Array(new SharedArrayBuffer(64)));
}
await settle();
const after = await device.memory();

// A device whose handles live on.
const kept = await device.allocate({ bytes: 64 });
device = await openFakeDevice();
await settle();
report({ unloaded, freed, freedInRun, downloaded: array[255], free: [before.free, after.free], kept: kept.bytes });
