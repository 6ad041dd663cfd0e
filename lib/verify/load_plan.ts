/** A compiled plan on the GPU: modules loaded, workspaces allocated, arguments bound to addresses. */
import type { Plan, PlanProblem, PlannedLaunch } from '../candidate/plan.js';
import { WarpsmithError } from '../errors.js';
import type { Argument, Buffer, Command, Kernel, Launch } from '../native/types.js';
import type { Allocations } from './allocations.js';
import type { BoundArgument } from './bind_arguments.js';
import type { CompiledSource } from './compile.js';
import { fillLaunch } from './fill.js';
import type { Gpu } from './gpu.js';
import type { KernelResources } from './verdict.js';

/** Workspaces that no fill is asked for hold this byte: NaN in every float format. */
const workspacePoison = 0xff;

export interface LoadedPlan {
  /** What one run executes and what is timed: workspace fills and the launches. */
  launches: Launch[];
  /** Goes before a trial, not before a timed run: poison for workspaces without a fill. */
  poison: Command[];
  resources: KernelResources[];
}

export interface PlanToLoad {
  plan: Plan;
  compiled: CompiledSource;
  bound: BoundArgument[][];
}

async function resourcesOf(
  gpu: Gpu,
  launch: PlannedLaunch,
  kernel: Kernel,
): Promise<KernelResources & { most: number }> {
  const threads = launch.block[0] * launch.block[1] * launch.block[2];
  const found = await kernel.resources({ threadsPerBlock: threads, dynamicShared: launch.sharedBytes });
  const warps = Math.ceil(threads / 32);
  return {
    kernel: launch.kernel,
    registers: found.registers,
    staticShared: found.staticShared,
    dynamicShared: launch.sharedBytes,
    local: found.local,
    blocksPerMultiprocessor: found.residentBlocks,
    occupancy: Math.min(1, (found.residentBlocks * warps * 32) / gpu.facts.maxThreadsPerMultiprocessor),
    most: found.maxThreadsPerBlock,
  };
}

/** What the compiled kernel cannot do on this GPU, though the plan by itself is within the limits. */
function launchProblems(
  gpu: Gpu,
  launch: PlannedLaunch,
  where: string,
  resources: KernelResources & { most: number },
): PlanProblem[] {
  const problems: PlanProblem[] = [];
  const threads = launch.block[0] * launch.block[1] * launch.block[2];
  const shared = resources.staticShared + resources.dynamicShared;
  if (threads > resources.most) {
    const message = `Expected at most ${resources.most} threads per block: ${launch.kernel} takes ${resources.registers} registers a thread; found ${threads}.`;
    problems.push({ where: `${where}.block`, message });
  }
  if (shared > gpu.facts.maxSharedPerBlock) {
    const message = `Expected at most ${gpu.facts.maxSharedPerBlock} bytes of shared memory but ${resources.staticShared} static and ${resources.dynamicShared} dynamic make ${shared}.`;
    problems.push({ where: `${where}.shared`, message });
  }
  const blocks = launch.grid[0] * launch.grid[1] * launch.grid[2];
  const resident = resources.blocksPerMultiprocessor * gpu.facts.multiprocessors;
  if (launch.cooperative && problems.length === 0 && blocks > resident) {
    const message = `Expected at most ${resident} blocks for a cooperative launch (${resources.blocksPerMultiprocessor} on each of ${gpu.facts.multiprocessors} multiprocessors) but found ${blocks}.`;
    problems.push({ where: `${where}.grid`, message });
  }
  return problems;
}

/**
 * Loads a plan whose tensors are the contract's buffers. Resolves with problems when the compiled kernels do not fit
 * their launches or the workspaces do not fit the device's memory.
 */
export async function loadPlan(
  gpu: Gpu,
  { plan, compiled, bound }: PlanToLoad,
  contractBuffers: ReadonlyMap<string, Buffer>,
  allocations: Allocations,
): Promise<{ loaded: LoadedPlan } | { problems: PlanProblem[] }> {
  const workspaceBytes = plan.workspaces.reduce((sum, { bytes }) => sum + bytes, 0);
  if (workspaceBytes > 0) {
    const { free } = await gpu.device.memory();
    if (workspaceBytes > free) {
      const message = `Expected workspaces of at most ${free} bytes, which are free on the device, but found ${workspaceBytes}.`;
      return { problems: [{ where: 'workspace', message }] };
    }
  }
  const buffers = new Map(contractBuffers);
  const launches: Launch[] = [];
  const poison: Command[] = [];
  for (const [i, workspace] of plan.workspaces.entries()) {
    const buffer = await allocations.buffer(workspace.bytes);
    buffers.set(workspace.name, buffer);
    if (workspace.fill) {
      launches.push(await fillLaunch(gpu, workspace, buffer, { fill: workspace.fill, stream: 1000 + i, seed: 0 }));
    } else {
      poison.push({ op: 'set', buffer, offset: 0, bytes: workspace.bytes, value: workspacePoison });
    }
  }

  const bufferOf = (name: string): Buffer => {
    const buffer = buffers.get(name);
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

  const module = await allocations.module(compiled.cubin);
  const resources: KernelResources[] = [];
  const problems: PlanProblem[] = [];
  for (const [i, launch] of plan.launches.entries()) {
    const kernel = await allocations.kernel(module, compiled.kernels.get(launch.kernel)?.symbol ?? launch.kernel);
    const { most, ...found } = await resourcesOf(gpu, launch, kernel);
    resources.push(found);
    problems.push(...launchProblems(gpu, launch, `launch[${i}]`, { ...found, most }));
    launches.push({
      kernel,
      grid: launch.grid,
      block: launch.block,
      cluster: launch.cluster,
      sharedBytes: launch.sharedBytes,
      cooperative: launch.cooperative,
      arguments: (bound[i] ?? []).map(toArgument),
    });
  }
  return problems.length > 0 ? { problems } : { loaded: { launches, poison, resources } };
}
