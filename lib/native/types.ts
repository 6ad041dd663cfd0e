/**
 * The whole native boundary. Everything that takes longer than a few microseconds returns a promise and runs on a
 * thread of its own. Sizes and offsets are bytes. Errors are WarpsmithErrors; a TypeError or RangeError means that this
 * package itself called wrongly.
 */
import type { WarpsmithError } from '../errors.js';

export interface Addon {
  setErrorClass(errorClass: typeof WarpsmithError): void;
  /** Opens the CUDA driver once per process. Rejects with `no-device`. */
  openDriver(library: string): Promise<Driver>;
  /** Opens a libnvrtc; `companions` are loaded first. Rejects with `no-compiler` or `native`. */
  openCompiler(options: { library: string; companions: string[] }): Promise<Compiler>;
  /** The C++ text of a mangled symbol. */
  demangle(symbol: string): string | null;
  /** Fills an array with the values that the GPU's `fill` kernel makes of the same plan. */
  generate(array: TypedArray, plan: GeneratePlan): void;
}

export type TypedArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | Int32Array
  | Uint32Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | BigUint64Array;

export interface GeneratePlan {
  dtype: string;
  /** 0 normal(a, b), 1 uniform[a, b), 2 integers (`span` values from `low`), 3 constant a, 4 bernoulli(a). */
  kind: number;
  a: number;
  b: number;
  low: number;
  span: number;
  /** Which tensor of the problem. */
  stream: number;
  seed: number;
}

export interface Compiler {
  /** Such as "13.0". */
  readonly version: string;
  /** Jobs of one compiler run one after another. */
  compile(job: CompileJob): Promise<CompileOutput>;
}

export interface CompileJob {
  source: string;
  fileName: string;
  options: string[];
  headers: Record<string, string>;
  nameExpressions: string[];
  deadlineMs: number;
  /** One Int32 over a SharedArrayBuffer; storing 1 ends the compile (NVRTC 12.8 and later). */
  cancel?: Int32Array;
}

export interface CompileOutput {
  status: 'compiled' | 'failed' | 'deadline-passed' | 'cancelled';
  log: string;
  ptx: string;
  cubin: Uint8Array;
  /** Symbol of each name expression. */
  loweredNames: Record<string, string>;
}

export interface Driver {
  /** 1000 * major + 10 * minor of the CUDA version that the driver supports. */
  readonly cudaVersion: number;
  readonly deviceCount: number;
  facts(ordinal: number): DeviceFacts;
  openDevice(ordinal: number): Promise<Device>;
}

export interface DeviceFacts {
  ordinal: number;
  name: string;
  computeMajor: number;
  computeMinor: number;
  multiprocessors: number;
  clockKhz: number;
  memoryClockKhz: number;
  memoryBusBits: number;
  l2Bytes: number;
  maxThreadsPerBlock: number;
  maxThreadsPerMultiprocessor: number;
  /** Static and dynamic together, with the opt-in above 48 KB. */
  maxSharedPerBlock: number;
  maxSharedPerMultiprocessor: number;
  maxRegistersPerBlock: number;
  totalMemory: number;
  cudaVersion: number;
}

/** A GPU with one stream, on a thread of its own. */
export interface Device {
  /** Why this process can't use the GPU any more, or null. */
  readonly lost: string | null;
  memory(): Promise<{ free: number; total: number }>;
  allocate(options: { bytes: number }): Promise<Buffer>;
  /** Page-locks the memory behind an array until `free`; the array stays alive until then. */
  pin(array: TypedArray): Promise<Pin>;
  loadModule(cubin: Uint8Array): Promise<Module>;
  /**
   * Runs the commands in order and resolves, when all are done, with the milliseconds of each `timed` one.
   * Rejects with `device-lost` after a fault (detail: the driver's error) or when the work is not done `deadlineMs`
   * after it was enqueued (detail: "DEADLINE"), and with `bad-plan` for a launch that the driver refuses.
   * With `hold`, which takes no copies, nothing starts before all (up to some 400 driver calls) is enqueued.
   */
  run(options: { commands: Command[]; deadlineMs: number; hold: boolean }): Promise<number[]>;
}

export interface Buffer {
  readonly bytes: number;
  readonly address: bigint;
  free(): void;
}

export interface Pin {
  free(): void;
}

export interface Module {
  /** Rejects with `bad-plan` for a symbol that the module does not have. */
  kernel(symbol: string): Promise<Kernel>;
  unload(): void;
}

export interface Kernel {
  readonly parameterBytes: number[];
  /** A kernel keeps its module loaded until then. */
  free(): void;
  resources(launch: { threadsPerBlock: number; dynamicShared: number }): Promise<{
    registers: number;
    staticShared: number;
    local: number;
    maxThreadsPerBlock: number;
    residentBlocks: number;
  }>;
}

export type Dim3 = [number, number, number];

export type Argument =
  { buffer: Buffer; offset: number } | { tensorMap: TensorMapFields; buffer: Buffer } | { bytes: Uint8Array };

/** All arrays run from the innermost dimension outwards; enums are the driver's numbers (`native/cuda/types.h`). */
export interface TensorMapFields {
  type: number;
  shape: number[];
  stridesBytes: number[];
  box: number[];
  elementStrides: number[];
  interleave: number;
  swizzle: number;
  l2Promotion: number;
  fill: number;
}

export interface Launch {
  kernel: Kernel;
  grid: Dim3;
  block: Dim3;
  cluster: Dim3 | null;
  sharedBytes: number;
  cooperative: boolean;
  arguments: Argument[];
}

export type Command =
  | ({ op: 'launch' } & Launch)
  | { op: 'timed'; launches: Launch[] }
  | { op: 'set'; buffer: Buffer; offset: number; bytes: number; value: number }
  | { op: 'upload'; buffer: Buffer; offset: number; array: TypedArray }
  | { op: 'download'; buffer: Buffer; offset: number; array: TypedArray }
  | { op: 'copy'; from: Buffer; fromOffset: number; to: Buffer; toOffset: number; bytes: number };
