/** Guarded memory, modules of PTX and their variables, and words written beside the stream. */
import { failure, openFakeDevice, report } from './sample.js';

const device = await openFakeDevice();
const { free } = await device.memory();

const guarded = [];
for (const bytes of [0, 1, 1000, 3 << 20]) {
  const buffer = await device.allocate({ bytes, guarded: true });
  const array = new Uint8Array(bytes);
  await device.run({
    commands: [
      { op: 'set', buffer, offset: 0, bytes, value: 7 },
      { op: 'download', buffer, offset: 0, array },
    ],
    deadlineMs: 10_000,
    hold: false,
  });
  const distance = Number((buffer.address + BigInt(bytes)) % BigInt(2 << 20));
  guarded.push({ bytes: buffer.bytes, aligned: buffer.address % 256n === 0n, distance, last: array.at(-1) ?? 7 });
  buffer.free();
}
const taken = await device.allocate({ bytes: 1 << 20, guarded: true });
const other = await device.allocate({ bytes: 1 << 20, guarded: true });
const apart = Number(taken.address > other.address ? taken.address - other.address : other.address - taken.address);
taken.free();
other.free();
const tooMuch = await failure(() => device.allocate({ bytes: 2 ** 40, guarded: true }));

const text = new TextEncoder().encode('.version 9.0\n.global .b8 table[64];\n');
const module = await device.loadModule(text);
const table = await module.symbol('table');
const unknown = await failure(() => module.symbol('missing_table'));
const noText = await failure(() => module.symbol(5 as never));
const unloading = await device.loadModule(text);
const kept = await unloading.symbol('table');
unloading.unload();
const words = new Uint32Array(2);
await device.run({
  commands: [{ op: 'set', buffer: kept, offset: 0, bytes: 64, value: 1 }],
  deadlineMs: 10_000,
  hold: false,
});
await device.poke({ buffer: kept, offset: 4, value: 0xabcdef01 });
await device.run({
  commands: [{ op: 'download', buffer: kept, offset: 0, array: words }],
  deadlineMs: 10_000,
  hold: false,
});
const pokedBehind = await failure(() => device.poke({ buffer: kept, offset: 61, value: 0 }));
table.free();
kept.free();
module.unload();
report({
  guarded,
  apart,
  tooMuch,
  free: [free, (await device.memory()).free],
  words: [...words],
  unknown,
  noText,
  pokedBehind,
  badPtx: await failure(() => device.loadModule(new TextEncoder().encode('nothing'))),
});
