import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { lookAtGpu, readTelemetry } from '../../../lib/verify/telemetry/telemetry.js';
import { type TelemetryReading, telemetryReadingSchema } from '../../../lib/verify/telemetry/telemetry_reading.js';
import { fakeNvml, whyNot } from '../../native/fake_nvml/build.js';
import { sampleFacts } from '../sample_facts.js';

describe('telemetry', function () {
  const changed = new Map<string, string | undefined>();
  const set = (variables: Record<string, string>): void => {
    for (const [name, value] of Object.entries(variables)) {
      if (!changed.has(name)) changed.set(name, process.env[name]);
      process.env[name] = value;
    }
  };

  before(function () {
    const reason = whyNot();
    if (reason === null) return;
    for (const test of this.test?.parent?.tests ?? []) test.title += ` (skipped: ${reason})`;
    this.skip();
  });
  beforeEach(() => set({ WARPSMITH_NVML: fakeNvml() }));
  afterEach(() => {
    for (const [name, value] of changed) {
      if (value === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = value;
    }
    changed.clear();
  });

  const look = async (variables: Record<string, string> = {}): Promise<TelemetryReading> => {
    set(variables);
    return telemetryReadingSchema.parse(await lookAtGpu(sampleFacts));
  };

  it('tells clocks, limits, temperature, power and use', async () => {
    assert.deepEqual(await look({ FAKE_NVML_CLOCKS: '1410,2619,1980,2619' }), {
      smClockMhz: 1410,
      memoryClockMhz: 2619,
      maxSmClockMhz: 1980,
      maxMemoryClockMhz: 2619,
      clockLimits: [],
      temperatureCelsius: 41,
      powerWatts: 123.456,
      powerLimitWatts: 700,
      utilisation: { gpu: 55, memory: 12 },
      otherProcesses: [],
    });
  });

  it('names what holds the clocks down, also what it has no name for', async () => {
    const { clockLimits } = await look({ FAKE_NVML_REASONS: '0x8000000145' });
    assert.deepEqual(clockLimits, ['idle', 'power-cap', 'hardware-thermal', 'display-clocks', 'bit 39']);
  });

  it('reads drivers that have older names', async () => {
    const { clockLimits, otherProcesses } = await look({
      WARPSMITH_NVML: fakeNvml('old'),
      FAKE_NVML_REASONS: '4',
      FAKE_NVML_PROCESSES: '1:4096:50',
    });
    assert.deepEqual(clockLimits, ['power-cap']);
    assert.deepEqual(otherProcesses, [{ pid: 1, memoryBytes: 4096, smPercent: null }]);
  });

  it('leaves out what the driver does not tell', async () => {
    const without = 'clock,maxClock,clockReasons,temperature,power,powerLimit,utilisation,processes';
    const reading = await look({ WARPSMITH_NVML: fakeNvml('other'), FAKE_NVML_WITHOUT: without });
    assert.deepEqual(new Set(Object.values(reading)), new Set([null]));
  });

  it('tells of other processes, with the most that each computed', async () => {
    const { otherProcesses } = await look({ FAKE_NVML_PROCESSES: '1:1024:40;2:0:0' });
    assert.deepEqual(otherProcesses, [
      { pid: 1, memoryBytes: 1024, smPercent: 40 },
      { pid: 2, memoryBytes: null, smPercent: 0 },
    ]);
  });

  it('asks again when there are more processes than there is room for', async () => {
    const many = Array.from({ length: 40 }, (_, i) => `${i + 1}:10:0`).join(';');
    const { otherProcesses } = await look({ FAKE_NVML_PROCESSES: many });
    // The caller's parent may be among the low numbers.
    assert.ok((otherProcesses?.length ?? 0) >= 38);
  });

  it('knows nothing of others where its own number is not among them', async () => {
    assert.equal((await look({ FAKE_NVML_PROCESSES: 'hidden;5:10:10' })).otherProcesses, null);
  });

  it('does not take its own children for others', async () => {
    const child = spawn('sleep', ['60'], { stdio: 'ignore' });
    try {
      const { otherProcesses } = await look({ FAKE_NVML_PROCESSES: `${child.pid}:10:10;1:10:10` });
      assert.deepEqual(
        otherProcesses?.map(({ pid }) => pid),
        [1],
      );
    } finally {
      child.kill();
    }
  });

  it('is null, with a reason on demand, where there is no NVML', async () => {
    set({ WARPSMITH_NVML: '/nowhere/libnvidia-ml.so.1' });
    assert.equal(await readTelemetry({ facts: sampleFacts }), null);
    await assert.rejects(lookAtGpu(sampleFacts), {
      code: 'native',
      message: /Expected NVML[^]*\/nowhere\/libnvidia-ml\.so\.1: [^]*NVIDIA_DRIVER_CAPABILITIES/,
    });
  });

  it('says when NVML does not know the GPU, or cannot begin', async () => {
    set({ FAKE_NVML_ADDRESS: '0000:99:00.0' });
    await assert.rejects(lookAtGpu(sampleFacts), /nvmlDeviceGetHandleByPciBusId_v2 failed: Not Found/);
  });

  it('takes a library without the right functions for no NVML', async () => {
    set({ WARPSMITH_NVML: 'libm.so.6' });
    await assert.rejects(lookAtGpu(sampleFacts), /Expected NVML but libm\.so\.6 has no nvmlInit_v2/);
  });
});
