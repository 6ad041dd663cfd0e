/** What is asked of the compiler, and what comes of it. */
import type { PlanProblem } from '../../candidate/plan.js';
import type { Compiled } from '../device.js';
import type { ParameterType } from '../signature.js';
import type { CompileError } from '../verdict.js';

export const candidateFileName = 'candidate.cu';

/** What compilers of large kernels take stays well below. */
export const defaultCompileMemoryBytes = 4 * 2 ** 30;

export interface CompiledKernel {
  /** The symbol in the cubin. */
  symbol: string;
  parameters: ParameterType[];
}

export interface CompiledSource extends Compiled {
  /** By the plan's name of each kernel. */
  kernels: Map<string, CompiledKernel>;
}

/** What is known of a source before its cubin is there. */
export type CompiledAhead = Omit<CompiledSource, 'cubin'>;

export type CompileResult =
  | { kind: 'compiled'; compiled: CompiledSource }
  | { kind: 'errors'; errors: CompileError[]; log: string }
  | { kind: 'plan'; problems: PlanProblem[] };

export interface CompileRequest {
  source: string;
  /** Kernels of the plan, in the order of its launches. */
  kernels: string[];
  architecture: string;
  deadlineMs: number;
  /** Most memory that the compiler may take, in bytes; default 4 GiB. */
  memoryBytes?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Hears that nothing was compiled for this request: the result was kept in memory or on disk. */
  onCached?: (() => void) | undefined;
  /**
   * Hears of the PTX, perhaps: with cores to spare it is compiled alone beside the cubin, which takes about half as long.
   * The cubin's own PTX may be another.
   */
  onAhead?: ((compiled: CompiledAhead) => void) | undefined;
}
