import type { TensorSpec } from '../format/tensor_spec.js';
import type { DomainHeader, Precision, SpecialKind, ToleranceHeader } from './schema.js';

/** Units whose peak rate the roofline knows; f16, bf16 and i8 mean the tensor cores. */
export type WorkUnit = 'f64' | 'f32' | 'f16' | 'bf16' | 'i8';

/** What a candidate may count on: tensors begin at multiples of this many bytes. */
export const promisedAlignment = 32;

/** What a problem says of the work that it takes, for the roofline. */
export interface Work {
  /** Of the usual way, in `unit`, a multiply-add counted as two; 0 when the problem declares none. */
  operations: number;
  unit: WorkUnit;
  /** Whether PyTorch counted them in a module, multiplications by zero as well; left out, the problem declares them. */
  counted?: boolean;
  /** What no algorithm does without; null where the problem does not promise any. */
  leastOperations: number | null;
  /** Bytes of the inputs that every right kernel reads; null: all of them. */
  readBytes: number | null;
}

/** An input, and what its values may be: `lib/problem/families/`. */
export interface InputSpec extends TensorSpec {
  /** Only the problem's reference can make it, and every family has it as that does; its fill is null. */
  made?: boolean;
  /** Left out, it follows from the fill. */
  domain?: DomainHeader;
  /** Values that the problem gives a meaning to; left out, there are none. */
  special?: SpecialKind[];
}

/** A problem at one set of dimensions: all that a candidate is held to. */
export interface Contract {
  name: string;
  caseName: string;
  /** The place of the case in its problem, "full" first; left out for tensors of the caller's. */
  caseIndex?: number;
  dims: Record<string, number>;
  constants: Record<string, number>;
  inputs: InputSpec[];
  outputs: TensorSpec[];
  /** The problem's own tolerance; null for the derived one. */
  tolerance: ToleranceHeader | null;
  /** Terms that an output element sums; left out or null, it is worked out. */
  reduction?: number | null;
  /** What kernels may round operands and intermediates to; left out or null, what the dtypes say. */
  precision?: Precision | null;
  work: Work | null;
}
