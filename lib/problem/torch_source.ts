/** A reference that is a PyTorch module: where it is, and how each case makes it. Plain data, which goes to other processes. */
import type { Fill } from '../format/schema.js';

export interface TorchOrigin {
  from: 'argument' | 'parameter' | 'buffer';
  /** Such as "conv1.weight". */
  path: string;
}

export interface TorchSource {
  /** Absolute path of the Python file. */
  file: string;
  /** Of the file's bytes, which are the problem only as they were; left out, whatever it has by then. */
  sha256?: string;
  /** The class in it. */
  model: string;
  /** The Python that has torch; null for the one that is found. */
  python: string | null;
  /** Milliseconds of one answer about it, after which the helper is ended; left out, the helper's own. */
  deadlineMs?: number;
  /** What the module computes in; null for f64 where a GPU has the memory for it, else f32. */
  precision: 'f32' | 'f64' | null;
  /** Where it may round to TF32 on a GPU; "convolutions", and not products, is PyTorch's own default. Left out, nowhere. */
  tf32?: boolean | 'convolutions';
  /** Of the constructor, whose parameters are then the inputs' values; left out, parameters are drawn as other inputs are. */
  seed?: number;
  /** Of the inputs that trials ask for, in their order, where these are known beforehand. */
  trialSeeds?: number[];
  /** Of each case: values of the file's whole numbers. */
  sizes: Record<string, Record<string, number>>;
  /** Of each case: multiply-adds, each counted as two, of its matrix products and convolutions; 0 without any. */
  operations: Record<string, number>;
  /** Of each case, by input: a label is drawn from as many classes as there are in the case. */
  fills: Record<string, Record<string, Fill>>;
  /** What inputs, and constants that `forward` takes, are in the file. */
  origins: Record<string, TorchOrigin>;
  /** Inputs that only the file's own `get_inputs` can make. */
  made: string[];
}
