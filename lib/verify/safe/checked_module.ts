/** A candidate's code with checks in it, on the device. */
import { addon } from '../../native/load_addon.js';
import type { InstrumentOptions, Instrumented, KernelUse, Module } from '../../native/types.js';
import type { Allocations } from '../allocations.js';
import type { LoadedPlan, PlanToLoad } from '../load_plan.js';

export type CheckMode = InstrumentOptions['mode'];

export interface CheckedModule {
  module: Module;
  instrumented: Instrumented;
}

/** What is known of a candidate's code once it is loaded, whatever its addresses. */
type Loaded = Pick<LoadedPlan, 'resources' | 'tensors'>;

/** How the plan launches each kernel, by symbol. */
function usesOf(candidate: PlanToLoad, { resources }: Loaded): Record<string, KernelUse> {
  const uses: Record<string, KernelUse> = {};
  for (const [i, { kernel, block, cluster, sharedBytes }] of candidate.plan.launches.entries()) {
    const symbol = candidate.compiled.kernels.get(kernel)?.symbol ?? kernel;
    const shared = (resources[i]?.staticShared ?? 0) + sharedBytes;
    // Every launch has a tensor at the same places: those where the kernel takes a pointer.
    const tensors = (candidate.bound[i] ?? []).flatMap(({ kind }, parameter) => (kind === 'tensor' ? [parameter] : []));
    uses[symbol] = {
      threads: Math.max(uses[symbol]?.threads ?? 0, block[0] * block[1] * block[2]),
      clusterBlocks: Math.max(uses[symbol]?.clusterBlocks ?? 1, cluster ? cluster[0] * cluster[1] * cluster[2] : 1),
      sharedBytes: Math.max(uses[symbol]?.sharedBytes ?? 0, shared),
      tensors,
    };
  }
  return uses;
}

/** What of the plan's tensor maps the pass is told nothing of, half a sentence each. */
function uncheckedMaps({ plan, bound }: PlanToLoad): string[] {
  const used = new Set(bound.flat().flatMap((argument) => (argument.kind === 'tensorMap' ? [argument.name] : [])));
  return plan.tensorMaps
    .filter(({ name, fields }) => used.has(name) && fields.interleave !== 0)
    .map(({ name }) => `the coordinates of copies by the interleaved tensor map ${name}`);
}

/**
 * The candidate's PTX with checks in it.
 * @param loaded the same candidate without checks.
 * Rejects with `bad-ptx` when the code cannot be checked.
 */
export async function instrumentPlan(candidate: PlanToLoad, loaded: Loaded, mode: CheckMode): Promise<Instrumented> {
  const { ptx } = candidate.compiled;
  const instrumented = await addon.instrument(ptx, {
    mode,
    kernels: usesOf(candidate, loaded),
    ranges: loaded.tensors,
  });
  return { ...instrumented, unchecked: [...instrumented.unchecked, ...uncheckedMaps(candidate)] };
}

/** Instruments a candidate and lets the driver compile that, which takes some 10 ms of another thread. */
export async function loadChecked(
  candidate: PlanToLoad,
  loaded: Loaded,
  mode: CheckMode,
  allocations: Allocations,
): Promise<CheckedModule> {
  const instrumented = await instrumentPlan(candidate, loaded, mode);
  return { module: await allocations.module(new TextEncoder().encode(instrumented.ptx)), instrumented };
}
