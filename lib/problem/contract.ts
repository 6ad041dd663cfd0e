import type { TensorSpec } from '../format/tensor_spec.js';

/** Units whose peak rate the roofline knows; f16, bf16 and i8 mean the tensor cores. */
export type WorkUnit = 'f64' | 'f32' | 'f16' | 'bf16' | 'i8';

/** A problem at one set of dimensions: all that a candidate is held to. */
export interface Contract {
  name: string;
  caseName: string;
  dims: Record<string, number>;
  constants: Record<string, number>;
  inputs: TensorSpec[];
  outputs: TensorSpec[];
  /** Overrides the dtype's tolerance; `absolute` in units of the expected output's RMS. */
  tolerance: { relative: number; absolute: number } | null;
  work: { operations: number; unit: WorkUnit } | null;
}
