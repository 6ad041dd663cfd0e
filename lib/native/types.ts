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
  /**
   * Opens a libnvrtc; `companions` are loaded first, `includes` are the only folders that it can read files of.
   * `copies`, 1 without it, are the most that it opens side by side, and compile at once; never more than 20.
   * `headerBytes`, 1 GiB without it, is the most memory that a copy keeps precompiled headers in. Rejects with
   * `no-compiler` or `native`.
   */
  openCompiler(options: {
    library: string;
    companions: string[];
    includes: string[];
    copies?: number;
    headerBytes?: number;
  }): Promise<Compiler>;
  /** The C++ text of a mangled symbol. */
  demangle(symbol: string): string | null;
  /** Fills an array with the values that the GPU's `fill` kernel makes of the same plan. */
  generate(array: TypedArray, plan: GeneratePlan): void;
  /** Memory that other processes map through /proc/PID/fd/`descriptor`, while the buffer lives. Throws `native`. */
  createShared(options: { bytes: number }): { descriptor: number; buffer: ArrayBuffer };
  /** Maps what another process made with `createShared`. Throws `native`. */
  openShared(options: { path: string; bytes: number }): ArrayBuffer;
  /**
   * What NVIDIA's management library tells of the GPU at a PCI address; a few milliseconds. Nothing is ever set. Rejects
   * with `native` when the library cannot be opened or does not know the GPU.
   */
  readNvml(options: { library: string; pciBusId: string }): Promise<NvmlReading>;
  /** From now on the system kills this process when the thread that started it ends; at once if it has. */
  endWithParent(options: { parent: number }): void;
  /**
   * Rewrites a candidate's PTX so that it checks itself: no access that its launch does not allow is executed, and no
   * loop goes on past the deadline. Rejects with `bad-ptx` for what is no PTX, and with `bad-plan` for what defines the
   * names of its own variables.
   */
  instrument(ptx: string, options: InstrumentOptions): Promise<Instrumented>;
  /**
   * What the plan's kernels, and what they call, can do besides computing their outputs from their inputs. Rejects with
   * `bad-ptx` for what is no PTX.
   */
  abilities(ptx: string, options: AbilityOptions): Promise<NativeAbility[]>;
}

export interface AbilityOptions {
  /** By symbol: the indices of the parameters that point to tensors, and of those that are tensor maps. */
  kernels: Record<string, { tensors: number[]; maps: number[] }>;
  /** Bytes that tensors' addresses are multiples of, a power of two: such bits of an address tell nothing. */
  alignment: number;
}

export interface NativeAbility {
  /** One of `abilityNames` in `lib/verify/policy/abilities.ts`. */
  name: string;
  /** Symbol of the first kernel that comes to it. */
  kernel: string;
  /** As the compiler names it; empty without line information. */
  file: string;
  /** From 1; 0 when unknown. */
  line: number;
  instruction: string;
  /** The variable, register or function that is meant; empty where there is none. */
  subject: string;
  /** Whether what the kernel leaves behind depends on it; true where that is not asked. */
  reaches: boolean;
  /** The line of the first place where it does; 0 where none can be named. */
  reachesLine: number;
}

export interface InstrumentOptions {
  /** `screen` may suspect too much, never too little; `precise` is exact, and slower. */
  mode: 'screen' | 'precise';
  /** How the plan launches each kernel, by symbol. */
  kernels: Record<string, KernelUse>;
  /** How many tensors a launch may touch. */
  ranges: number;
}

export interface KernelUse {
  /** Most threads of a block, and most bytes of its dynamic shared memory. */
  threads: number;
  dynamicShared: number;
  /** Most blocks of a cluster; 1 without clusters. */
  clusterBlocks: number;
  /** Indices of the parameters that point to tensors. */
  tensors: number[];
}

/** PTX with the module symbols `warpsmith_bounds` and `warpsmith_report`; see `lib/verify/safe/`. */
export interface Instrumented {
  ptx: string;
  /** The entries of `warpsmith_bounds`. */
  bounds: GuardBound[];
  /** By the number in a record of the report. */
  sites: GuardSite[];
  /** What cannot be checked, half a sentence each, such as "the blocks in the mask of a multicast copy (line 41)". */
  unchecked: string[];
  /** Sizes of the two symbols. */
  boundsBytes: number;
  reportBytes: number;
}

/** Accesses that are checked against one tensor of the launch. */
export interface GuardBound {
  /** The tensor of this parameter of the kernel with this symbol. */
  kernel: string;
  parameter: number | null;
  /** Without a parameter: which of the launch's tensors, whatever the kernel. */
  range: number | null;
  /** From the address that is compared to the first byte that is touched, and from there to the last. */
  first: number;
  bytes: number;
  writes: boolean;
  /**
   * What its entry holds. "access": the first right address and how many there are. "map": of a parameter that is a
   * tensor map, the bytes of its box in shared memory and 1 if its tensor may be written. "form": of such a parameter,
   * the bits that must be 0 in an innermost coordinate, and its number of dimensions, with bit 8 + t set for the type t.
   * "stack": the lowest address of local memory
   * that a thread has and the end of it, 0 where that is not known.
   */
  kind: 'access' | 'map' | 'form' | 'stack';
}

export type GuardSiteKind =
  | 'suspicion'
  | 'access'
  | 'coordinate'
  | 'deadline'
  | 'trap'
  | 'assert'
  | 'heap'
  | 'stack-overflow'
  | 'barrier'
  | 'call';

/** A place in the code that may report. */
export interface GuardSite {
  kind: GuardSiteKind;
  /** Symbol of the function it is in. */
  kernel: string;
  /** As the PTX names it; empty without line information. */
  file: string;
  /** From 1; 0 when unknown. */
  line: number;
  /** The opcode. */
  instruction: string;
  access: 'none' | 'read' | 'write' | 'atomic';
  /** "global", "shared", "local", "constant"; empty when only the address tells, or when it is no access. */
  space: string;
  /** Width of the access, and what its address must be a multiple of. */
  bytes: number;
  alignment: number;
  /** The kernel's parameter that the address comes from. */
  parameter: number | null;
  /** The module, shared or local variable that the address comes from, and its size; else empty. */
  symbol: string;
  symbolBytes: number;
  /** A sentence with what else is known. */
  message: string;
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
  /**
   * 0 normal(a, b), 1 uniform[a, b), 2 integers (`span` values from `low`), 3 constant a, 4 bernoulli(a), 5 a mixture:
   * one of `values` (at most 8) for `share` elements of 4096, normal(a, b) for the others.
   */
  kind: number;
  a: number;
  b: number;
  low: number;
  span: number;
  share: number;
  values: number[];
  /** Which tensor of the problem. */
  stream: number;
  seed: number;
}

export interface Compiler {
  /** Such as "13.0". */
  readonly version: string;
  /**
   * Compiles of this compiler that did not come back and were left in their middle. The compiler goes on with a fresh
   * copy of the library; each costs some 60 MB of memory, and at worst a core.
   */
  readonly abandoned: number;
  /** Copies of the library that are open in this process, for all its compilers. */
  readonly copies: number;
  /**
   * Jobs of one compiler begin in the order of the calls, as many at once as there may be copies. Whatever the source
   * does to NVRTC, the job ends: half a second after its deadline at the latest, which counts from its beginning. Rejects with `compiler-stuck` when too many compiles of the process were abandoned.
   */
  compile(job: CompileJob): Promise<CompileOutput>;
  /**
   * Compiles a job's `leading` for itself in one more idle copy, so that sources with it need not wait for that; nobody
   * waits for this either. False when no copy is idle that lacks it, or when it can't be done.
   */
  prepare(
    job: Pick<CompileJob, 'fileName' | 'options' | 'headers' | 'minimal'> & { leading: string },
  ): Promise<boolean>;
}

export interface CompileJob {
  source: string;
  fileName: string;
  options: string[];
  headers: Record<string, string>;
  nameExpressions: string[];
  /**
   * `#include` lines that the source begins with, in words of ours; "\n" when it begins with none. From the second source
   * with them on each copy compiles them once for itself (NVRTC 12.8 or later), and uses that for all sources to come;
   * the time for it does not count for the deadline.
   */
  leading?: string;
  /**
   * Whether the source has no word that --minimal leaves out. It is compiled with that first, and as always when that
   * fails.
   */
  minimal?: boolean;
  deadlineMs: number;
  /** Bytes that NVRTC may hold more than at the compile's beginning: what it allocates, used or not. */
  memoryBytes: number;
  /** One Int32 over a SharedArrayBuffer; storing 1 ends the compile. */
  cancel?: Int32Array;
}

export interface CompileOutput {
  /** `crashed`: NVRTC failed in itself, as at a source nested too deeply for its stack. */
  status: 'compiled' | 'failed' | 'deadline-passed' | 'memory-exceeded' | 'crashed' | 'cancelled';
  /** Whether NVRTC was left in the middle of the compile, because it did not end by itself. */
  abandoned: boolean;
  /** At most some hundred thousand characters. Header folders are called "/cuda", "/cuda1" and so on. */
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
  /** Such as "0000:1b:00.0"; of a MIG instance that of its GPU. */
  pciBusId: string;
  /** Sixteen bytes as hexadecimal digits in groups, such as "4b2d…-…"; of a MIG instance its own. */
  uuid: string;
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

/** One look at a GPU; null is what its driver does not tell. */
export interface NvmlReading {
  smClockMhz: number | null;
  memoryClockMhz: number | null;
  maxSmClockMhz: number | null;
  maxMemoryClockMhz: number | null;
  /** A bit for each reason that holds the clocks below their maximum. */
  clockReasons: number | null;
  temperatureCelsius: number | null;
  /** Since Ampere the mean of the last second. */
  powerMilliwatts: number | null;
  powerLimitMilliwatts: number | null;
  /** Percent of the last sample period, a sixth of a second to one second. */
  gpuUtilisation: number | null;
  memoryUtilisation: number | null;
  /** With a compute context there, this one among them; `smPercent` is of the last second. */
  processes: { pid: number; memoryBytes: number | null; smPercent: number | null }[] | null;
}

/** What GPU and simulator have in common. What one of them made is of no use to the other. */
export interface CommonDevice {
  memory(): Promise<{ free: number; total: number }>;
  /** `guarded`: between addresses that belong to nobody. On the simulator all memory is. */
  allocate(options: { bytes: number; guarded?: boolean }): Promise<Buffer>;
  /** Page-locks the memory behind an array until `free`; the array stays alive until then. */
  pin(array: TypedArray): Promise<Pin>;
  /**
   * Takes a cubin or PTX on a GPU, whose driver compiles PTX on a thread beside the device's; PTX on the simulator.
   * Rejects with `bad-ptx`.
   */
  loadModule(image: Uint8Array): Promise<Module>;
}

/** A GPU with one stream, on a thread of its own. */
export interface Device extends CommonDevice {
  /** Why this process can't use the GPU any more, or null. */
  readonly lost: string | null;
  /** False once `hold` had to be given up: under a profiler or with CUDA_LAUNCH_BLOCKING a launch waits for its work. */
  readonly holds: boolean;
  /**
   * Runs the commands in order and resolves, when all are done, with the milliseconds of each `timed` one.
   * Rejects with `device-lost` after a fault (detail: the driver's error) or when the work is not done `deadlineMs`
   * after it was enqueued (detail: "DEADLINE"), and with `bad-plan` for a launch that the driver refuses.
   * With `hold`, which takes no copies, nothing starts before all (up to some 400 driver calls) is enqueued.
   */
  run(options: { commands: Command[]; deadlineMs: number; hold: boolean }): Promise<number[]>;
  /**
   * Runs batches that take turns, `runs` more of a series of which `first` have run, and resolves with the milliseconds of
   * all `timed` commands in the order in which they ran. While one runs the next is enqueued, and with `hold` it does not
   * begin before all of it is. Before the series' first run, and with `resetsRounds` before the first batch of each
   * round, lines that are to stay in the L2 are made ordinary ones; nothing runs meanwhile. The deadline holds for each
   * batch. Rejects as `run` does.
   */
  repeat(options: {
    batches: { commands: Command[] }[];
    first: number;
    runs: number;
    resetsRounds: boolean;
    deadlineMs: number;
    hold: boolean;
  }): Promise<number[]>;
  /**
   * Has the driver keep launches as one; they run when a `timed` command names the graph. Rejects with `bad-plan` for
   * one that the driver refuses, and with `native` (detail: the driver's error) for what it cannot keep.
   */
  graph(options: { launches: Launch[] }): Promise<Graph>;
  /**
   * Milliseconds that the batches of `run` have taken on the GPU since it was opened, each from its first command's
   * beginning to its last one's end.
   */
  readonly busyMs: number;
  /**
   * What the driver's compiler makes of PTX: a cubin for this GPU, as `loadModule` takes it. Several texts are compiled
   * at once, each on a thread beside the device's. Rejects with `bad-ptx`.
   */
  assemble(ptx: string): Promise<Uint8Array>;
  /**
   * Where guarded memory lies in the allocation that other processes can map: `id`, which no other allocation of this
   * process ever has, its `bytes`, and the offset in it. Throws `native` for other memory.
   */
  sharedPlace(buffer: Buffer): { id: number; bytes: number; offset: number };
  /**
   * Gives the allocation of guarded memory to the process that listens at a socket: a descriptor for
   * cuMemImportFromShareableHandle, behind the allocation's id as 8 bytes. `socket` is a name without a file (unix(7):
   * abstract). Rejects with `native`.
   */
  share(options: { buffer: Buffer; socket: string }): Promise<void>;
  /** Writes a 32-bit word at once, whatever runs: all else waits for what was enqueued before it. */
  poke(options: { buffer: Buffer; offset: number; value: number }): Promise<void>;
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
  /**
   * A part of this memory as a buffer of its own, to be freed like any other; `offset` is a multiple of 8. The memory
   * stays until all of them are freed. Throws a RangeError for what does not lie inside.
   */
  slice(part: { offset: number; bytes: number }): Buffer;
  free(): void;
}

export interface Pin {
  free(): void;
}

export interface Module {
  /** Rejects with `bad-plan` for a symbol that the module does not have. */
  kernel(symbol: string): Promise<Kernel>;
  /**
   * The memory of a variable at module scope. It keeps the module loaded; `free` gives back this handle, not the
   * memory. Rejects with `bad-plan` for a name that is none.
   */
  symbol(name: string): Promise<Buffer>;
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

/** Launches of a GPU that its driver keeps as one, with the memory and kernels they name. */
export interface Graph {
  free(): void;
}

export type Command =
  | ({ op: 'launch' } & Launch)
  | { op: 'timed'; launches: Launch[] }
  | { op: 'timed'; graph: Graph }
  /**
   * `value` is a byte; with `word`, 32 bits that begin again every four bytes from `offset` on, which must be a multiple
   * of four. `poison`: what is set counts as never written; a GPU takes no notice.
   */
  | { op: 'set'; buffer: Buffer; offset: number; bytes: number; value: number; word?: true; poison?: true }
  | { op: 'upload'; buffer: Buffer; offset: number; array: TypedArray }
  | { op: 'download'; buffer: Buffer; offset: number; array: TypedArray }
  | { op: 'copy'; from: Buffer; fromOffset: number; to: Buffer; toOffset: number; bytes: number }
  /** Something of the host's between two batches: `lib/verify/host_calls.ts`. The native devices know nothing of it. */
  | { op: 'call'; work: () => Promise<void> };
