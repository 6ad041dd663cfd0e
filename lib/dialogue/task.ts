import type { Dtype } from '../format/dtype.js';

/** What a prompt needs to know of a problem and of the device. */
export interface TensorFacts {
  name: string;
  dtype: Dtype;
  /** Expressions over the dims, outermost first; empty for a single value. */
  shape: string[];
}

export interface DeviceFacts {
  name: string;
  /** Such as "9.0". */
  computeCapability: string;
  multiprocessors: number;
  /** Most dynamic shared memory of one block, in bytes. */
  sharedPerBlock: number;
  l2Bytes: number;
  /** Peak memory bandwidth in GB/s (10⁹ bytes). */
  peakGBs: number;
}

/** A reference that is a PyTorch module. */
export interface ModuleFacts {
  /** The class in the file. */
  model: string;
  /** What it computes in; null for f64 where there is memory for that, else f32. */
  precision: 'f32' | 'f64' | null;
  /** What inputs, and constants that are arguments, are in the file. */
  origins: {
    name: string;
    from: 'argument' | 'parameter' | 'buffer';
    /** Such as "conv1.weight". */
    path: string;
    /** Whether its values may be any numbers, whatever the file draws; null for a constant. */
    any: boolean | null;
  }[];
}

export interface TaskFacts {
  name: string;
  summary: string;
  /** The problem's file: header and reference, or the Python with the module. */
  source: string;
  /** Left out where the reference is kernels. */
  module?: ModuleFacts;
  /** The case that is timed comes first. */
  cases: { name: string; dims: Record<string, number> }[];
  /** Which other sizes candidates are judged on, in words by dim; left out when there are none. */
  limits?: Record<string, string>;
  inputs: TensorFacts[];
  outputs: TensorFacts[];
  constants: Record<string, number>;
  /** The GPU; null when there is none to run on. */
  device: DeviceFacts | null;
  /** Whether candidates run on the simulator. */
  simulated: boolean;
}
