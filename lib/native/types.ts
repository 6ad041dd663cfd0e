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
  /** A device that executes PTX on the host's cores. Sizes that are left out are the addon's own. */
  openSimulator(options: { memoryBytes?: number; workers?: number }): SimulatedDevice;
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

/** What GPU and simulator have in common. What one of them made is of no use to the other. */
export interface CommonDevice {
  memory(): Promise<{ free: number; total: number }>;
  allocate(options: { bytes: number }): Promise<Buffer>;
  /** Page-locks the memory behind an array until `free`; the array stays alive until then. */
  pin(array: TypedArray): Promise<Pin>;
  /** Takes a cubin on a GPU, PTX on the simulator, which rejects with `bad-ptx`. */
  loadModule(image: Uint8Array): Promise<Module>;
}

/** A GPU with one stream, on a thread of its own. */
export interface Device extends CommonDevice {
  /** Why this process can't use the GPU any more, or null. */
  readonly lost: string | null;
  /**
   * Runs the commands in order and resolves, when all are done, with the milliseconds of each `timed` one.
   * Rejects with `device-lost` after a fault (detail: the driver's error) or when the work is not done `deadlineMs`
   * after it was enqueued (detail: "DEADLINE"), and with `bad-plan` for a launch that the driver refuses.
   * With `hold`, which takes no copies, nothing starts before all (up to some 400 driver calls) is enqueued.
   */
  run(options: { commands: Command[]; deadlineMs: number; hold: boolean }): Promise<number[]>;
}

/** The simulator, on a thread of its own with workers beside it. */
export interface SimulatedDevice extends CommonDevice {
  /**
   * Runs the commands, `timed` ones excepted, in order. A guarded launch that does what no right kernel does ends the
   * run with findings. Rejects with `device-lost` (detail: "DEADLINE") past the deadline, after which the device goes
   * on to serve; with `bad-plan` for a launch that no GPU takes, `native` when an unguarded launch faults, and `aborted`
   * once `cancel` is set.
   */
  run(options: {
    commands: Command[];
    deadlineMs: number;
    /** Warp-instructions of one warp after which it counts as never ending. */
    instructionBudget?: number;
    /** Whether to look for races; by default it does. */
    races?: boolean;
    /** One Int32 over a SharedArrayBuffer; storing 1 ends the run. */
    cancel?: Int32Array;
  }): Promise<SimulatedRun>;
}

export interface SimulatedRun {
  /** Of guarded launches; the first launch that has any is the last that ran. */
  findings: SimulatedFinding[];
  /** The launches that were begun, in order. `kernel` is the symbol. */
  launches: { kernel: string; guarded: boolean; counters: SimulatedCounters }[];
  /** What `printf` wrote. */
  output: string;
}

export type SimulatedFindingKind =
  | 'out-of-bounds'
  | 'misaligned'
  | 'write-to-input'
  | 'uninitialised-read'
  | 'race'
  | 'barrier-divergence'
  | 'budget'
  | 'leftover'
  | 'trap'
  | 'stack-overflow'
  | 'unsupported';

/** A thread of a launch, where it stands, and how it touched memory there. */
export interface SimulatedPlace {
  block: Dim3;
  thread: Dim3;
  /** As the PTX names it; empty without line information. */
  file: string;
  /** From 1; 0 when unknown. */
  line: number;
  access: 'none' | 'read' | 'write' | 'atomic';
}

export interface SimulatedFinding {
  kind: SimulatedFindingKind;
  /** The kernel's symbol. */
  kernel: string;
  at: SimulatedPlace;
  /** For a race: the earlier access. */
  other: SimulatedPlace | null;
  /** The opcode. */
  instruction: string;
  /** "global", "shared", "local", "constant", "parameter"; empty when it is no access. */
  space: string;
  /** Name of the tensor or the variable that was meant; empty when none can be told. */
  buffer: string;
  /** Bytes from the start of `buffer`, or of the space; negative before it. */
  offset: number;
  /** Width of the access, and of the buffer. */
  bytes: number;
  bufferBytes: number;
  /** A sentence with what else is known. */
  message: string;
}

/** Thread-instructions by class, requests by warp; see `native/sim/counters.h`. */
export type SimulatedCounters = Record<(typeof simulatedCounterNames)[number], number>;

export const simulatedCounterNames = [
  'integer',
  'bits',
  'float16',
  'float32',
  'float64',
  'conversion',
  'special',
  'matrix',
  'load',
  'store',
  'atomic',
  'control',
  'synchronisation',
  'exchange',
  'move',
  'warpInstructions',
  'globalLoadRequests',
  'globalLoadBytes',
  'globalLoadSectors',
  'globalStoreRequests',
  'globalStoreBytes',
  'globalStoreSectors',
  'sharedLoadRequests',
  'sharedLoadBytes',
  'sharedStoreRequests',
  'sharedStoreBytes',
  'sharedBankConflicts',
  'localBytes',
  'asyncCopyBytes',
  'branches',
  'divergentBranches',
  'globalAtomics',
  'sharedAtomics',
  'barriers',
] as const;

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
  /** The simulator knows neither registers nor resident blocks. */
  resources(launch: { threadsPerBlock: number; dynamicShared: number }): Promise<{
    registers: number | null;
    staticShared: number;
    local: number;
    maxThreadsPerBlock: number;
    residentBlocks: number | null;
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
  /**
   * All that the launch may touch, and whether it may write there; the simulator then looks for every fault. Without it
   * the launch is the project's own. A GPU takes no notice.
   */
  guard?: { name: string; buffer: Buffer; writable: boolean }[];
}

export type Command =
  | ({ op: 'launch' } & Launch)
  | { op: 'timed'; launches: Launch[] }
  /** `poison`: what is set counts as never written; a GPU takes no notice. */
  | { op: 'set'; buffer: Buffer; offset: number; bytes: number; value: number; poison?: true }
  | { op: 'upload'; buffer: Buffer; offset: number; array: TypedArray }
  | { op: 'download'; buffer: Buffer; offset: number; array: TypedArray }
  | { op: 'copy'; from: Buffer; fromOffset: number; to: Buffer; toOffset: number; bytes: number };
