/** Where expected outputs come from: the problem's reference, be it kernels or a module of PyTorch, or the caller. */
import type { Buffer } from '../../native/types.js';
import type { NamedTensors } from '../../problem/tensor.js';
import type { LoadedCode, PlanToLoad } from '../load_plan.js';
import type { ModuleRun } from './module_run.js';

/** Kernels that are loaded. Their workspaces hold what is close to an expected output: they are wiped like one. */
export interface LoadedKernels {
  kind: 'kernels';
  plan: PlanToLoad;
  code: LoadedCode;
  workspaces: ReadonlyMap<string, Buffer>;
}

/** A reference, ready to run on a device. */
export type LoadedReference = LoadedKernels | { kind: 'module'; module: ModuleRun };

export type Expectation = { kind: 'reference'; reference: LoadedReference } | { kind: 'given'; tensors: NamedTensors };
