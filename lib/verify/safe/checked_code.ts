/**
 * A candidate's code with checks in it, as the device takes it. It is the same for all cases of a problem that launch
 * their kernels in the same way, and takes a device's compiler some ten to hundreds of milliseconds: so it is kept.
 */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { LRUCache } from 'lru-cache';
import { addon } from '../../native/load_addon.js';
import type { InstrumentOptions, Instrumented, KernelUse } from '../../native/types.js';
import type { CompiledAhead } from '../compile/compile_request.js';
import type { Device } from '../device.js';
import type { PlanToLoad } from '../load_plan.js';

/** What the pass reads: its code may be there before the cubin is. */
export type PlanToCheck = Omit<PlanToLoad, 'compiled'> & { compiled: CompiledAhead };

export type CheckMode = InstrumentOptions['mode'];

/** What the pass tells of the code, without the code. */
export type Checks = Omit<Instrumented, 'ptx'>;

export interface CheckedCode {
  /** What `loadModule` takes. */
  image: Uint8Array;
  checks: Checks;
}

/**
 * Cores from which on exact code is made beside the screen's, though most candidates need none: what a screen suspects
 * would have the device wait for it.
 */
const sparedCores = 8;

/** Candidates whose checked code is kept, each in up to two modes; an image has some 10 to 500 KB. */
const mostKept = 128;

/** How the plan launches each kernel, by symbol. */
function usesOf(candidate: PlanToCheck): Record<string, KernelUse> {
  const uses: Record<string, KernelUse> = {};
  for (const [i, { kernel, block, cluster, sharedBytes }] of candidate.plan.launches.entries()) {
    const symbol = candidate.compiled.kernels.get(kernel)?.symbol ?? kernel;
    // Every launch has a tensor at the same places: those where the kernel takes a pointer.
    const tensors = (candidate.bound[i] ?? []).flatMap(({ kind }, parameter) => (kind === 'tensor' ? [parameter] : []));
    uses[symbol] = {
      threads: Math.max(uses[symbol]?.threads ?? 0, block[0] * block[1] * block[2]),
      clusterBlocks: Math.max(uses[symbol]?.clusterBlocks ?? 1, cluster ? cluster[0] * cluster[1] * cluster[2] : 1),
      dynamicShared: Math.max(uses[symbol]?.dynamicShared ?? 0, sharedBytes),
      tensors,
    };
  }
  return uses;
}

/** What of the plan's tensor maps the pass is told nothing of, half a sentence each. */
function uncheckedMaps({ plan, bound }: PlanToCheck): string[] {
  const used = new Set(bound.flat().flatMap((argument) => (argument.kind === 'tensorMap' ? [argument.name] : [])));
  return plan.tensorMaps
    .filter(({ name, fields }) => used.has(name) && fields.interleave !== 0)
    .map(({ name }) => `the coordinates of copies by the interleaved tensor map ${name}`);
}

function optionsOf(candidate: PlanToCheck, tensors: number, mode: CheckMode): InstrumentOptions {
  return { mode, kernels: usesOf(candidate), ranges: tensors };
}

/**
 * The candidate's PTX with checks in it.
 * @param tensors how many a launch may touch.
 * Rejects with `bad-ptx` when the code cannot be checked.
 */
export async function instrumentPlan(candidate: PlanToCheck, tensors: number, mode: CheckMode): Promise<Instrumented> {
  const instrumented = await addon.instrument(candidate.compiled.ptx, optionsOf(candidate, tensors, mode));
  return { ...instrumented, unchecked: [...instrumented.unchecked, ...uncheckedMaps(candidate)] };
}

const kept = new WeakMap<Device, LRUCache<string, Promise<CheckedCode>>>();

/**
 * The candidate's checked code for a device, made once for as long as it is kept. Asks nothing of the device itself: it
 * may be busy with another candidate.
 * @param tensors how many a launch may touch.
 * Rejects with `bad-ptx` when the code cannot be checked, or the device's compiler cannot compile it then.
 */
export function checkedCodeOf(
  device: Device,
  candidate: PlanToCheck,
  tensors: number,
  mode: CheckMode,
): Promise<CheckedCode> {
  const known = kept.get(device) ?? new LRUCache<string, Promise<CheckedCode>>({ max: 2 * mostKept });
  kept.set(device, known);
  const how = JSON.stringify([optionsOf(candidate, tensors, mode), uncheckedMaps(candidate)]);
  const key = createHash('sha256').update(candidate.compiled.ptx).update('\0').update(how).digest('hex');
  let code = known.get(key);
  if (!code) {
    code = make(device, candidate, tensors, mode);
    known.set(key, code);
    code.catch(() => known.delete(key));
  }
  return code;
}

/** Begins to make both modes' code; resolves when that of the first run, the screen, is there. Rejects as `checkedCodeOf`. */
export function makeCheckedCode(device: Device, candidate: PlanToCheck, tensors: number): Promise<CheckedCode> {
  const screen = checkedCodeOf(device, candidate, tensors, 'screen');
  if (availableParallelism() >= sparedCores) {
    checkedCodeOf(device, candidate, tensors, 'precise').catch(() => undefined);
  }
  return screen;
}

async function make(device: Device, candidate: PlanToCheck, tensors: number, mode: CheckMode): Promise<CheckedCode> {
  const { ptx, ...checks } = await instrumentPlan(candidate, tensors, mode);
  return { image: await device.assemble(ptx), checks };
}
