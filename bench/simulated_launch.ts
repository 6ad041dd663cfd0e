/** One guarded launch on a simulator of its own: what the simulator's benchmarks measure. */
import { addon } from '../lib/native/load_addon.js';
import type { Buffer, Dim3, Launch, SimulatedDevice, SimulatedRun } from '../lib/native/types.js';
import { simulatedCounterNames } from '../lib/native/types.js';
import type { CompileService } from '../lib/verify/compile/compile_service.js';

export interface Subject {
  source: string;
  kernel: string;
  grid: Dim3;
  block: Dim3;
  /** Elements of the tensors, all f32; the last is the output. */
  tensors: number[];
  /** Arguments after the tensors, all `int`. */
  scalars: number[];
}

export interface Ready {
  device: SimulatedDevice;
  launch: Launch;
}

export async function compilePtx(compiler: CompileService, { source, kernel }: Subject): Promise<string> {
  const request = { source, kernels: [kernel], architecture: 'sm_90a', deadlineMs: 60_000 };
  const result = await compiler.compile(request);
  if (result.kind !== 'compiled') throw new Error(`Expected ${kernel} to compile.`);
  return result.compiled.ptx;
}

/** Inputs are written, bytes of 0x3f each (0.747 as f32); the output counts as never written. */
export async function prepare(ptx: string, subject: Subject, workers: number): Promise<Ready> {
  const device = addon.openSimulator({ workers, memoryBytes: 2 ** 35 });
  const module = await device.loadModule(new TextEncoder().encode(ptx));
  const buffers: Buffer[] = [];
  for (const count of subject.tensors) buffers.push(await device.allocate({ bytes: 4 * count }));
  const last = buffers.length - 1;
  const commands = buffers.map((buffer, i) => {
    const set = { op: 'set' as const, buffer, offset: 0, bytes: buffer.bytes, value: 0x3f };
    return i === last ? { ...set, poison: true as const } : set;
  });
  await device.run({ commands, deadlineMs: 600_000 });
  const scalars = subject.scalars.map((value) => ({ bytes: new Uint8Array(Int32Array.of(value).buffer) }));
  const launch: Launch = {
    kernel: await module.kernel(subject.kernel),
    grid: subject.grid,
    block: subject.block,
    cluster: null,
    sharedBytes: 0,
    cooperative: false,
    arguments: [...buffers.map((buffer) => ({ buffer, offset: 0 })), ...scalars],
    guard: buffers.map((buffer, i) => ({ name: `tensor ${i}`, buffer, writable: i === last })),
  };
  return { device, launch };
}

export interface LaunchTime {
  /** Of the wall clock, and of all cores together. */
  ms: number;
  cpuMs: number;
  /** Thread-instructions. */
  count: number;
}

export async function timeLaunch({ device, launch }: Ready, races: boolean): Promise<LaunchTime> {
  const before = process.cpuUsage();
  const started = performance.now();
  const run = await device.run({ commands: [{ op: 'launch', ...launch }], deadlineMs: 600_000, races });
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(before);
  if (run.findings.length > 0) throw new Error(`Expected no finding but found ${JSON.stringify(run.findings[0])}.`);
  return { ms, cpuMs: (user + system) / 1000, count: threadInstructions(run) };
}

/** The counters before `warpInstructions` are thread-instructions by class. */
function threadInstructions({ launches }: SimulatedRun): number {
  const classes = simulatedCounterNames.slice(0, simulatedCounterNames.indexOf('warpInstructions'));
  return launches.reduce((sum, { counters }) => sum + classes.reduce((all, name) => all + counters[name], 0), 0);
}
