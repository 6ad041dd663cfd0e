/** A compiled plan on a device: its modules loaded, its arguments bound to addresses. */
import type { Plan, PlanProblem, PlannedLaunch } from '../candidate/plan.js';
import { WarpsmithError } from '../errors.js';
import type { Argument, Buffer, Command, Kernel, Launch } from '../native/types.js';
import type { Allocations } from './allocations.js';
import type { BoundArgument } from './bind_arguments.js';
import type { CompiledSource } from './compile/compile_request.js';
import type { Device } from './device.js';
import { fillLaunch } from './fill.js';
import { poisonCommand, poisonOf } from './trials/poison.js';
import type { KernelResources } from './verdict.js';

/** A plan's kernels on a device, in the order of its launches. */
export interface LoadedCode {
  launches: { symbol: string; kernel: Kernel }[];
  resources: KernelResources[];
}

/** Loaded code with its tensors' addresses. */
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
  /** How many tensors a launch may touch. */
  tensors: number;
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
  const blocks = launch.grid[0] * launch.grid[1] * launch.grid[2];
  const atOnce = (resident ?? 0) * device.multiprocessors;
  return {
    kernel: launch.kernel,
    registers: found.registers,
    staticShared: found.staticShared,
    dynamicShared: launch.sharedBytes,
    local: found.local,
    blocksPerMultiprocessor: resident,
    occupancy: resident === null ? null : Math.min(1, (resident * warps * 32) / device.limits.threadsPerMultiprocessor),
    blocks,
    ...(atOnce > 0 ? { waves: blocks / atOnce } : {}),
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

/** The tensors that a plan names; its launches may write to outputs and workspaces only. */
export interface PlanBuffers {
  inputs: ReadonlyMap<string, Buffer>;
  outputs: ReadonlyMap<string, Buffer>;
  workspaces: ReadonlyMap<string, Buffer>;
}

/** The problem that a device without room for the workspaces is; null when there is room. */
export async function workspaceProblem(device: Device, { workspaces }: Plan): Promise<PlanProblem | null> {
  const bytes = workspaces.reduce((sum, workspace) => sum + workspace.bytes, 0);
  if (bytes === 0) return null;
  const free = await device.freeBytes();
  if (bytes <= free) return null;
  const message = `Expected workspaces of at most ${free} bytes, which are free on the device, but found ${bytes}.`;
  return { where: 'workspace', message };
}

/** Loads a plan's kernels. Resolves with problems when they do not fit their launches. */
export async function loadCode(
  device: Device,
  { plan, compiled }: PlanToLoad,
  allocations: Allocations,
): Promise<{ code: LoadedCode } | { problems: PlanProblem[] }> {
  const module = await allocations.module(device.imageOf(compiled));
  const code: LoadedCode = { launches: [], resources: [] };
  const problems: PlanProblem[] = [];
  for (const [i, launch] of plan.launches.entries()) {
    const symbol = compiled.kernels.get(launch.kernel)?.symbol ?? launch.kernel;
    const kernel = await allocations.kernel(module, symbol);
    const { most, ...found } = await resourcesOf(device, launch, kernel);
    code.resources.push(found);
    problems.push(...launchProblems(device, launch, `launch[${i}]`, { ...found, most }));
    code.launches.push({ symbol, kernel });
  }
  return problems.length > 0 ? { problems } : { code };
}

/** Gives a loaded plan its tensors. `seed` is for the poison of workspaces that no fill is asked for. */
export async function bindPlan(
  device: Device,
  { plan, bound }: PlanToLoad,
  code: LoadedCode,
  { inputs, outputs, workspaces }: PlanBuffers,
  seed: number,
): Promise<LoadedPlan> {
  const writable = new Map([...outputs, ...workspaces]);
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
  const fills: Launch[] = [];
  const poison: Command[] = [];
  for (const [i, workspace] of plan.workspaces.entries()) {
    const buffer = bufferOf(workspace.name);
    if (workspace.fill) {
      fills.push(await fillLaunch(device, workspace, buffer, { fill: workspace.fill, stream: 1000 + i, seed: 0 }));
    } else {
      poison.push(poisonCommand(workspace, buffer, poisonOf(workspace, seed)));
    }
  }
  const guardOf = (buffers: ReadonlyMap<string, Buffer>, mayWrite: boolean): NonNullable<Launch['guard']> =>
    Array.from(buffers, ([name, buffer]) => ({ name, buffer, writable: mayWrite }));
  const guard = [...guardOf(inputs, false), ...guardOf(writable, true)];
  const planned = plan.launches.map(({ grid, block, cluster, sharedBytes, cooperative }, i): PlannedRun => {
    const loaded = code.launches[i];
    if (!loaded) throw new Error('Expected a kernel for every launch of the plan.');
    const args = (bound[i] ?? []).map(toArgument);
    const launch = { kernel: loaded.kernel, grid, block, cluster, sharedBytes, cooperative, arguments: args, guard };
    return { symbol: loaded.symbol, launch };
  });
  const launches = [...fills, ...planned.map(({ launch }) => launch)];
  return { launches, fills, planned, poison, resources: code.resources, tensors: guard.length };
}

/**
 * Loads a plan whose tensors stay where they are, with workspaces of its own. Resolves with problems when the compiled
 * kernels do not fit their launches or the workspaces do not fit the device's memory.
 */
export async function loadPlan(
  device: Device,
  toLoad: PlanToLoad,
  { inputs, outputs }: Pick<PlanBuffers, 'inputs' | 'outputs'>,
  allocations: Allocations,
): Promise<{ loaded: LoadedPlan } | { problems: PlanProblem[] }> {
  const problem = await workspaceProblem(device, toLoad.plan);
  if (problem) return { problems: [problem] };
  const workspaces = new Map<string, Buffer>();
  for (const { name, bytes } of toLoad.plan.workspaces) workspaces.set(name, await allocations.guarded(bytes));
  const loading = await loadCode(device, toLoad, allocations);
  if ('problems' in loading) return loading;
  return { loaded: await bindPlan(device, toLoad, loading.code, { inputs, outputs, workspaces }, 0) };
}
