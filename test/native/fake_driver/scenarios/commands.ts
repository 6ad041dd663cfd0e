/** Commands that move bytes, and those that would move them out of their buffers. */
import type { Command } from '../../../../lib/native/types.js';
import { failure, launchOf, loaded, openFakeDevice, report } from './sample.js';

const device = await openFakeDevice();
const { kernel, buffer } = await loaded(device);
const other = await device.allocate({ bytes: 16 });
const run = (commands: Command[], hold = false): Promise<number[]> =>
  device.run({ commands, deadlineMs: 10_000, hold });

const shared = new Uint32Array(new SharedArrayBuffer(16)).fill(0x01020304);
const back = new Uint8Array(16);
const middle = new Uint16Array(2);
await run([
  { op: 'set', buffer, offset: 0, bytes: 256, value: 0xab },
  { op: 'upload', buffer, offset: 100, array: shared.subarray(1, 3) },
  { op: 'copy', from: buffer, fromOffset: 98, to: other, toOffset: 4, bytes: 12 },
  { op: 'set', buffer: other, offset: 0, bytes: 4, value: 7 },
  { op: 'download', buffer: other, offset: 0, array: back },
  { op: 'download', buffer: other, offset: 6, array: middle },
]);

const part = buffer.slice({ offset: 32, bytes: 20 });
const words = new Uint8Array(24);
await run([
  { op: 'set', buffer, offset: 0, bytes: 256, value: 0 },
  { op: 'set', buffer: part, offset: 4, bytes: 10, value: 0xa1b2c3d4, word: true },
  { op: 'download', buffer, offset: 32, array: words },
]);

const wrong: Record<string, unknown> = {
  setBeyondPart: { op: 'set', buffer: part, offset: 16, bytes: 5, value: 0 },
  setTooLong: { op: 'set', buffer, offset: 200, bytes: 57, value: 0 },
  setBehind: { op: 'set', buffer, offset: 257, bytes: 0, value: 0 },
  setNegative: { op: 'set', buffer, offset: -1, bytes: 1, value: 0 },
  setHuge: { op: 'set', buffer, offset: 8, bytes: 2 ** 53 - 1, value: 0 },
  upload: { op: 'upload', buffer: other, offset: 1, array: shared },
  uploadOfNothing: { op: 'upload', buffer: other, offset: 0, array: null },
  download: { op: 'download', buffer: other, offset: 8, array: new Float64Array(2) },
  copyFrom: { op: 'copy', from: other, fromOffset: 8, to: buffer, toOffset: 0, bytes: 9 },
  copyTo: { op: 'copy', from: buffer, fromOffset: 0, to: other, toOffset: 8, bytes: 9 },
  noBuffer: { op: 'set', buffer: {}, offset: 0, bytes: 1, value: 0 },
  kernelForBuffer: { op: 'set', buffer: kernel, offset: 0, bytes: 1, value: 0 },
  unknownOp: { op: 'erase' },
  noObject: 5,
  bufferForKernel: { op: 'launch', ...launchOf(buffer as never, buffer) },
  offsetBehind: { op: 'launch', ...launchOf(kernel, buffer, { arguments: [{ buffer, offset: 257 }] }) },
  tooFewArguments: { op: 'launch', ...launchOf(kernel, buffer, { arguments: [] }) },
  argumentOfOtherSize: {
    op: 'launch',
    ...launchOf(kernel, buffer, {
      arguments: [{ buffer, offset: 0 }, { buffer, offset: 0 }, { bytes: new Uint8Array(8) }],
    }),
  },
  emptyArgument: { op: 'launch', ...launchOf(kernel, buffer, { arguments: [{ bytes: new Uint8Array(0) }] }) },
  gridOfTwo: { op: 'launch', ...launchOf(kernel, buffer, { grid: [1, 1] as never }) },
};
const failures: Record<string, unknown> = {};
for (const [name, command] of Object.entries(wrong)) failures[name] = await failure(() => run([command as Command]));

report({
  back: [...back],
  middle: [...middle],
  words: [...words],
  partAt: Number(part.address - buffer.address),
  wrongParts: [
    await failure(async () => buffer.slice({ offset: 256, bytes: 1 })),
    await failure(async () => buffer.slice({ offset: 4, bytes: 4 })),
  ],
  failures,
  heldCopy: await failure(() => run([{ op: 'download', buffer, offset: 0, array: back }], true)),
  deadlineOfText: await failure(() => device.run({ commands: [], deadlineMs: '1' as never, hold: false })),
  nothing: await run([]),
});
