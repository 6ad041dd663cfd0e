import assert from 'node:assert/strict';
import { addon } from '../../lib/native/load_addon.js';
import type { Command, Kernel, Launch, SimulatedDevice } from '../../lib/native/types.js';
import { simulatedCounterNames } from '../../lib/native/types.js';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `y[i] = 7` for one block of 32 threads, and a kernel that never ends. */
const ptx = encode(`.version 8.0
.target sm_90a
.address_size 64
.visible .entry seven(.param .u64 y)
{
  .reg .b32 %r<3>;
  .reg .b64 %rd<4>;
  ld.param.u64 %rd1, [y];
  mov.u32 %r1, %tid.x;
  mul.wide.u32 %rd2, %r1, 4;
  add.s64 %rd3, %rd1, %rd2;
  mov.u32 %r2, 7;
  st.global.u32 [%rd3], %r2;
  ret;
}
.visible .entry endless()
{
  again: bra again;
}
`);

const shared = (values: number[]): Uint32Array => {
  const array = new Uint32Array(new SharedArrayBuffer(4 * values.length));
  array.set(values);
  return array;
};

function launchOf(kernel: Kernel, args: Launch['arguments'], changes: Partial<Launch> = {}): Command {
  const grid: Launch['grid'] = [1, 1, 1];
  const block: Launch['block'] = [32, 1, 1];
  return {
    op: 'launch',
    kernel,
    grid,
    block,
    cluster: null,
    sharedBytes: 0,
    cooperative: false,
    arguments: args,
    ...changes,
  };
}

describe('a simulated device', () => {
  let device: SimulatedDevice;
  const run = (commands: Command[], deadlineMs = 10_000) => device.run({ commands, deadlineMs });

  // One for each test: what an earlier one dropped would be given back in the middle of a later one that counts.
  beforeEach(() => {
    device = addon.openSimulator({ memoryBytes: 1 << 20, workers: 2 });
  });

  it('refuses options that are none', () => {
    assert.throws(() => addon.openSimulator(5 as never), TypeError);
    assert.throws(() => addon.openSimulator({ workers: -1 }), TypeError);
    assert.throws(() => addon.openSimulator({ memoryBytes: 'much' as never }), TypeError);
  });

  it('has memory, gives it out and takes it back', async () => {
    const { free, total } = await device.memory();
    assert.ok(free <= total && total === 1 << 20);
    const buffer = await device.allocate({ bytes: 1000 });
    assert.equal(buffer.bytes, 1000);
    assert.equal(buffer.address % 256n, 0n);
    assert.ok((await device.memory()).free < free);
    buffer.free();
    assert.equal((await device.memory()).free, free);
    assert.throws(() => buffer.bytes, /was freed/);
    await assert.rejects(device.allocate({ bytes: 1 << 21 }), { code: 'device-out-of-memory' });
  });

  it('moves bytes to and fro', async () => {
    const first = await device.allocate({ bytes: 16 });
    const second = await device.allocate({ bytes: 16 });
    const back = shared([0, 0, 0, 0]);
    const { findings, launches, output } = await run([
      { op: 'upload', buffer: first, offset: 0, array: shared([1, 2, 3, 4]) },
      { op: 'set', buffer: second, offset: 0, bytes: 16, value: 0xff, poison: true },
      { op: 'copy', from: first, fromOffset: 4, to: second, toOffset: 0, bytes: 8 },
      { op: 'download', buffer: second, offset: 0, array: back },
    ]);
    assert.deepEqual([findings, launches, output], [[], [], '']);
    assert.deepEqual([...back], [2, 3, 0xffffffff, 0xffffffff]);
  });

  it('sets words that begin again every four bytes, the last one cut off', async () => {
    const buffer = await device.allocate({ bytes: 16 });
    const back = shared([0, 0, 0, 0]);
    await run([
      { op: 'set', buffer, offset: 0, bytes: 16, value: 0 },
      { op: 'set', buffer, offset: 4, bytes: 10, value: 0xa1b2c3d4, word: true },
      { op: 'download', buffer, offset: 0, array: back },
    ]);
    assert.deepEqual([...back], [0, 0xa1b2c3d4, 0xa1b2c3d4, 0xc3d4]);
  });

  it('gives out parts of a buffer, which keep it, and nothing beyond it', async () => {
    const { free } = await device.memory();
    const whole = await device.allocate({ bytes: 64 });
    const part = whole.slice({ offset: 16, bytes: 12 });
    const inner = part.slice({ offset: 8, bytes: 4 });
    assert.deepEqual([part.bytes, part.address - whole.address, inner.address - whole.address], [12, 16n, 24n]);
    const back = shared([0, 0, 0, 0]);
    await run([
      { op: 'upload', buffer: whole, offset: 16, array: shared([1, 2, 3, 4]) },
      { op: 'set', buffer: inner, offset: 0, bytes: 4, value: 7 },
      { op: 'download', buffer: whole, offset: 16, array: back },
    ]);
    assert.deepEqual([...back], [1, 2, 0x07070707, 4]);
    for (const wrong of [
      { offset: 60, bytes: 8 },
      { offset: 72, bytes: 0 },
      { offset: 4, bytes: 4 },
    ]) {
      assert.throws(() => whole.slice(wrong), { name: 'RangeError', message: /a part of 64 bytes .* multiple of 8/ });
    }
    await assert.rejects(async () => run([{ op: 'download', buffer: part, offset: 0, array: back }]), RangeError);
    whole.free();
    part.free();
    assert.equal((await device.memory()).free, free - 64);
    inner.free();
    assert.equal((await device.memory()).free, free);
  });

  it('refuses what would reach beyond a buffer, before anything runs', async () => {
    const buffer = await device.allocate({ bytes: 16 });
    for (const command of [
      { op: 'upload', buffer, offset: 4, array: shared([1, 2, 3, 4]) },
      { op: 'download', buffer, offset: 20, array: shared([1]) },
      { op: 'set', buffer, offset: 0, bytes: 17, value: 0 },
      { op: 'copy', from: buffer, fromOffset: 8, to: buffer, toOffset: 0, bytes: 9 },
    ] as Command[]) {
      assert.throws(() => run([command]), { name: 'RangeError', message: /a device buffer of at least \d+ bytes/ });
    }
    assert.throws(() => run([{ op: 'timed', launches: [] }]), /launch, set, upload, download or copy but found timed/);
    assert.throws(() => run([{ op: 'set', buffer: {} as never, offset: 0, bytes: 1, value: 0 }]), /device buffer/);
  });

  it("gives out the memory of a module's variables", async () => {
    const text = `.version 8.0\n.target sm_90\n.address_size 64\n
.const .align 4 .u32 table[2] = {5, 6};
.global .align 4 .u32 found[2];
.visible .entry copy() {
  .reg .b32 %r<3>;
  ld.const.u32 %r1, [table];
  ld.const.u32 %r2, [table+4];
  st.global.u32 [found], %r1;
  st.global.u32 [found+4], %r2;
  ret;
}\n`;
    const module = await device.loadModule(new TextEncoder().encode(text));
    const [table, found] = [await module.symbol('table'), await module.symbol('found')];
    const kernel = await module.kernel('copy');
    await assert.rejects(module.symbol('copy'), { code: 'bad-plan', message: /no "copy" in it/ });
    module.unload();
    const back = shared([0, 0]);
    await run([
      { op: 'upload', buffer: table, offset: 4, array: shared([9]) },
      {
        op: 'launch',
        kernel,
        grid: [1, 1, 1],
        block: [1, 1, 1],
        cluster: null,
        sharedBytes: 0,
        cooperative: false,
        arguments: [],
      },
      { op: 'download', buffer: found, offset: 0, array: back },
    ]);
    assert.deepEqual([[...back], table.bytes, found.bytes], [[5, 9], 8, 8]);
    kernel.free();
    table.free();
    assert.equal(found.bytes, 8);
    found.free();
  });

  it('pins without anything to do', async () => {
    const pin = await device.pin(shared([1]));
    pin.free();
    pin.free();
  });

  it('rejects what is no PTX, and symbols that are not there', async () => {
    await assert.rejects(device.loadModule(encode('no PTX')), { code: 'bad-ptx' });
    const module = await device.loadModule(ptx);
    await assert.rejects(module.kernel('eight'), { code: 'bad-plan', message: /eight/ });
  });

  it('knows of a kernel what PTX tells', async () => {
    const kernel = await (await device.loadModule(ptx)).kernel('seven');
    assert.deepEqual(kernel.parameterBytes, [8]);
    assert.deepEqual(await kernel.resources({ threadsPerBlock: 32, dynamicShared: 0 }), {
      registers: null,
      staticShared: 0,
      local: 0,
      maxThreadsPerBlock: 1024,
      residentBlocks: null,
    });
  });

  it('runs a launch, counts what it does, and reports nothing of one without a guard', async () => {
    const kernel = await (await device.loadModule(ptx)).kernel('seven');
    const buffer = await device.allocate({ bytes: 128 });
    const back = shared(Array<number>(32).fill(0));
    const { findings, launches } = await run([
      launchOf(kernel, [{ buffer, offset: 0 }]),
      { op: 'download', buffer, offset: 0, array: back },
    ]);
    assert.deepEqual([...back], Array<number>(32).fill(7));
    assert.deepEqual(findings, []);
    const [{ kernel: name, guarded, counters } = assert.fail('no launch')] = launches;
    assert.deepEqual([name, guarded], ['seven', false]);
    assert.deepEqual(Object.keys(counters).sort(), [...simulatedCounterNames].sort());
    assert.deepEqual([counters.globalStoreRequests, counters.globalStoreBytes, counters.store], [1, 128, 32]);
  });

  it('reports what a guarded launch may not do, and runs nothing after it', async () => {
    const kernel = await (await device.loadModule(ptx)).kernel('seven');
    const buffer = await device.allocate({ bytes: 128 });
    const launch = launchOf(kernel, [{ buffer, offset: 0 }], { guard: [{ name: 'x', buffer, writable: false }] });
    const { findings, launches } = await run([launch, launchOf(kernel, [{ buffer, offset: 0 }])]);
    assert.equal(launches.length, 1);
    const [found = assert.fail('no finding')] = findings;
    assert.deepEqual([found.kind, found.kernel, found.space, found.buffer], ['write-to-input', 'seven', 'global', 'x']);
    assert.deepEqual([found.at.access, found.at.line, found.bytes, found.bufferBytes], ['write', 0, 4, 128]);
    assert.equal(found.other, null);
  });

  it('refuses arguments that are not the kernel`s', async () => {
    const kernel = await (await device.loadModule(ptx)).kernel('seven');
    assert.throws(() => run([launchOf(kernel, [])]), { code: 'bad-plan', message: /1 kernel arguments but found 0/ });
    const four = { bytes: new Uint8Array(4) };
    assert.throws(() => run([launchOf(kernel, [four])]), { code: 'bad-plan', message: /8 bytes .* found 4/ });
  });

  it('stops at the deadline and when it is told to, and goes on to serve', async () => {
    const kernel = await (await device.loadModule(ptx)).kernel('endless');
    await assert.rejects(run([launchOf(kernel, [])], 100), { code: 'device-lost', detail: 'DEADLINE' });
    const cancel = new Int32Array(new SharedArrayBuffer(4));
    const stopped = device.run({ commands: [launchOf(kernel, [])], deadlineMs: 20_000, cancel });
    setTimeout(() => Atomics.store(cancel, 0, 1), 50);
    await assert.rejects(stopped, { code: 'aborted' });
    assert.deepEqual(await run([]), { findings: [], launches: [], output: '' });
    assert.throws(() => device.run({ commands: [], deadlineMs: 1, cancel: new Int32Array(2) }), /one Int32/);
  });
});
