/** A compiled plan on a device: modules loaded, workspaces allocated, arguments bound to addresses. */
import type { Plan, PlanProblem, PlannedLaunch } from '../candidate/plan.js';
import { WarpsmithError } from '../errors.js';
import type { Argument, Buffer, Command, Kernel, Launch } from '../native/types.js';
import type { Allocations } from './allocations.js';
import type { BoundArgument } from './bind_arguments.js';
import type { CompiledSource } from './compile.js';
import type { Device } from './device.js';
import { fillLaunch } from './fill.js';
import type { KernelResources } from './verdict.js';

/** Workspaces that no fill is asked for hold this byte: NaN in every float format. */
const workspacePoison = 0xff;

export interface LoadedPlan {
  /** What one run executes and what is timed: `fills`, then the launches of the plan. */
  launches: Launch[];
  /** Own kernels that fill workspaces. */
  fills: Launch[];
  /** The plan's launches with the symbols of their kernels. */
  planned: PlannedRun[];
  /** Goes before a trial, not before a timed run: poison for workspaces without a fill. */
  poison: Command[];
  resources: KernelResources[];
}

export interface PlannedRun {
  symbol: string;
  launch: Launch & { guard: NonNullable<Launch['guard']> };
}

export interface PlanToLoad {
  plan: Plan;
  compiled: CompiledSource;
  bound: BoundArgument[][];
}

async function resourcesOf(
  device: Device,
  launch: PlannedLaunch,
  kernel: Kernel,
): Promise<KernelResources & { most: number }> {
  const threads = launch.block[0] * launch.block[1] * launch.block[2];
  const found = await kernel.resources({ threadsPerBlock: threads, dynamicShared: launch.sharedBytes });
  const warps = Math.ceil(threads / 32);
  const resident = found.residentBlocks;
  return {
    kernel: launch.kernel,
    registers: found.registers,
    staticShared: found.staticShared,
    dynamicShared: launch.sharedBytes,
    local: found.local,
    blocksPerMultiprocessor: resident,
    occupancy: resident === null ? null : Math.min(1, (resident * warps * 32) / device.limits.threadsPerMultiprocessor),
    most: found.maxThreadsPerBlock,
  };
}

/** What the compiled kernel cannot do on this device, though the plan by itself is within the limits. */
function launchProblems(
  device: Device,
  launch: PlannedLaunch,
  where: string,
  resources: KernelResources & { most: number },
): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const threads = launch.block[0] * launch.block[1] * launch.block[2];
  const shared = resources.staticShared + resources.dynamicShared;
  if (threads > resources.most) {
    const why = resources.registers === null ? 'says so' : `takes ${resources.registers} registers a thread`;
    const message = `Expected at most ${resources.most} threads per block: ${launch.kernel} ${why}; found ${threads}.`;
    problems.push({ where: `${where}.block`, message });
  }
  if (shared > device.limits.sharedPerBlock) {
    const message = `Expected at most ${device.limits.sharedPerBlock} bytes of shared memory but ${resources.staticShared} static and ${resources.dynamicShared} dynamic make ${shared}.`;
    problems.push({ where: `${where}.shared`, message });
  }
  const blocks = launch.grid[0] * launch.grid[1] * launch.grid[2];
  const each = resources.blocksPerMultiprocessor;
  if (launch.cooperative && problems.length === 0 && each !== null && blocks > each * device.multiprocessors) {
    const message = `Expected at most ${each * device.multiprocessors} blocks for a cooperative launch (${each} on each of ${device.multiprocessors} multiprocessors) but found ${blocks}.`;
    problems.push({ where: `${where}.grid`, message });
  }
  return problems;
}

/** The contract's tensors, by name; launches may write to the outputs only. */
export interface PlanBuffers {
  inputs: ReadonlyMap<string, Buffer>;
  outputs: ReadonlyMap<string, Buffer>;
}

/**
 * Loads a plan whose tensors are the contract's buffers. Resolves with problems when the compiled kernels do not fit
 * their launches or the workspaces do not fit the device's memory.
 */
export async function loadPlan(
  device: Device,
  { plan, compiled, bound }: PlanToLoad,
  { inputs, outputs }: PlanBuffers,
  allocations: Allocations,
): Promise<{ loaded: LoadedPlan } | { problems: PlanProblem[] }> {
  const workspaceBytes = plan.workspaces.reduce((sum, { bytes }) => sum + bytes, 0);
  if (workspaceBytes > 0) {
    const { free } = await device.native.memory();
    if (workspaceBytes > free) {
      const message = `Expected workspaces of at most ${free} bytes, which are free on the device, but found ${workspaceBytes}.`;
      return { problems: [{ where: 'workspace', message }] };
    }
  }
  const writable = new Map(outputs);
  const fills: Launch[] = [];
  const planned: PlannedRun[] = [];
  const poison: Command[] = [];
  for (const [i, workspace] of plan.workspaces.entries()) {
    const buffer = await allocations.guarded(workspace.bytes);
    writable.set(workspace.name, buffer);
    if (workspace.fill) {
      fills.push(await fillLaunch(device, workspace, buffer, { fill: workspace.fill, stream: 1000 + i, seed: 0 }));
    } else {
      poison.push({ op: 'set', buffer, offset: 0, bytes: workspace.bytes, value: workspacePoison, poison: true });
    }
  }

  const bufferOf = (name: string): Buffer => {
    const buffer = inputs.get(name) ?? writable.get(name);
    if (!buffer) throw new WarpsmithError('native', `Expected a buffer for the tensor "${name}".`);
    return buffer;
  };
  const toArgument = (argument: BoundArgument): Argument => {
    if (argument.kind === 'scalar') return { bytes: argument.bytes };
    if (argument.kind === 'tensor') return { buffer: bufferOf(argument.name), offset: 0 };
    const map = plan.tensorMaps.find(({ name }) => name === argument.name);
    if (!map) throw new WarpsmithError('native', `Expected a tensor map named "${argument.name}".`);
    return { tensorMap: map.fields, buffer: bufferOf(map.tensor) };
  };

  const guardOf = (buffers: ReadonlyMap<string, Buffer>, mayWrite: boolean): NonNullable<Launch['guard']> =>
    Array.from(buffers, ([name, buffer]) => ({ name, buffer, writable: mayWrite }));
  const guard = [...guardOf(inputs, false), ...guardOf(writable, true)];
  const module = await allocations.module(device.imageOf(compiled));
  const resources: KernelResources[] = [];
  const problems: PlanProblem[] = [];
  for (const [i, launch] of plan.launches.entries()) {
    const symbol = compiled.kernels.get(launch.kernel)?.symbol ?? launch.kernel;
    const kernel = await allocations.kernel(module, symbol);
    const { most, ...found } = await resourcesOf(device, launch, kernel);
    resources.push(found);
    problems.push(...launchProblems(device, launch, `launch[${i}]`, { ...found, most }));
    planned.push({
      symbol,
      launch: {
        kernel,
        grid: launch.grid,
        block: launch.block,
        cluster: launch.cluster,
        sharedBytes: launch.sharedBytes,
        cooperative: launch.cooperative,
        arguments: (bound[i] ?? []).map(toArgument),
        guard,
      },
    });
  }
  const launches = [...fills, ...planned.map(({ launch }) => launch)];
  return problems.length > 0 ? { problems } : { loaded: { launches, fills, planned, poison, resources } };
}
