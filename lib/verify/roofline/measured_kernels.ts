/** Launches of the kernels of `native/device/ceilings.cu`, and how much each of them does. */
import type { Buffer, DeviceFacts, Kernel, Launch } from '../../native/types.js';
import { pointer, u32, u64 } from '../own_launch.js';
import type { Arithmetic } from './ceilings_schema.js';

/** What is timed: launches with a number of rounds, and the bytes or operations that they come to. */
export interface Measured {
  launch: (rounds: number) => Launch;
  amount: (rounds: number) => number;
}

export interface ArithmeticKernel {
  name: string;
  unit: Arithmetic;
}

/** Blocks of a multiprocessor: enough warps to hide all latencies, few enough to be resident together. */
const readingBlocks = 8;
const vectorBlocks = 8;
const matrixBlocks = 4;
const threads = 256;
const elementBytes = 16;
/** `inFlight` of ceilings.cu. */
const inFlight = 8;
/** A sweep: what a block of readers covers in one go. */
const sweepBytes = threads * inFlight * elementBytes;

function launchOf(kernel: Kernel, blocks: number, blockThreads: number, args: Launch['arguments']): Launch {
  const grid: Launch['grid'] = [blocks, 1, 1];
  return {
    kernel,
    grid,
    block: [blockThreads, 1, 1],
    cluster: null,
    sharedBytes: 0,
    cooperative: false,
    arguments: args,
  };
}

/** Elements of so many whole sweeps of all blocks as there is room for. */
function wholeSweeps(bytes: number, blocks: number): number {
  const sweeps = Math.floor(bytes / (blocks * sweepBytes));
  return (sweeps * blocks * sweepBytes) / elementBytes;
}

/** Reads, writes or copies once; a copy moves each byte twice. */
export function memoryKernel(
  kind: 'readRounds' | 'writeAll' | 'copyAll',
  kernel: Kernel,
  facts: DeviceFacts,
  { from, to, bytes }: { from: Buffer; to: Buffer; bytes: number },
): Measured {
  const blocks = facts.multiprocessors * readingBlocks;
  const count = wholeSweeps(bytes, blocks);
  const moved = (kind === 'copyAll' ? 2 : 1) * count * elementBytes;
  const argumentsOf = (rounds: number): Launch['arguments'] => {
    if (kind === 'readRounds') return [pointer(from), u64(count), u32(rounds), pointer(to)];
    return kind === 'writeAll' ? [pointer(to), u64(count)] : [pointer(from), pointer(to), u64(count)];
  };
  return {
    launch: (rounds) => launchOf(kernel, blocks, threads, argumentsOf(rounds)),
    amount: (rounds) => (kind === 'readRounds' ? rounds : 1) * moved,
  };
}

/** Reads again and again what a quarter of the L2 holds: less than the part of it that is near to a multiprocessor. */
export function l2Kernel(kernel: Kernel, facts: DeviceFacts, from: Buffer): Measured {
  const { multiprocessors, l2Bytes } = facts;
  const fitting = Math.floor(l2Bytes / 4 / sweepBytes);
  const blocks = Math.min(2 * multiprocessors, Math.max(multiprocessors, fitting));
  const count = (blocks * sweepBytes) / elementBytes;
  return {
    launch: (rounds) => launchOf(kernel, blocks, threads, [pointer(from), u64(count), u32(rounds), pointer(from)]),
    amount: (rounds) => rounds * blocks * sweepBytes,
  };
}

/** Operations of a warp in a round, by the shape M, N, K of its matrix instruction; 8 of them, see ceilings.cu. */
function mma(m: number, n: number, k: number): number {
  return 8 * 2 * m * n * k;
}

/** K of the matrix instructions of 16 x 8 x K, and of the warp groups' of 64 x 128 x K. */
const depths = { f16: 16, bf16: 16, tf32: 8, i8: 32 } as const;

/** What this device has kernels for. */
export function arithmeticKernels({ computeMajor }: DeviceFacts): ArithmeticKernel[] {
  const vector: ArithmeticKernel[] = [
    { name: 'f32Rounds', unit: 'f32' },
    { name: 'f64VectorRounds', unit: 'f64' },
  ];
  if (computeMajor < 8) return vector;
  // The tensor cores of compute capability 10 are reached in full by instructions that are not used here.
  const narrow = computeMajor === 10 || computeMajor === 11 ? [] : (['f16', 'bf16', 'tf32', 'i8'] as const);
  return [
    ...vector,
    { name: 'f64Rounds', unit: 'f64' },
    ...narrow.map((unit): ArithmeticKernel => ({ name: `${unit}Rounds`, unit })),
  ];
}

export function arithmeticKernel(
  { name, unit }: ArithmeticKernel,
  kernel: Kernel,
  { multiprocessors, computeMajor }: DeviceFacts,
  sink: Buffer,
): Measured {
  const measured = (blocks: number, blockThreads: number, ofBlock: number): Measured => ({
    launch: (rounds) => launchOf(kernel, blocks, blockThreads, [u32(rounds), pointer(sink)]),
    amount: (rounds) => rounds * blocks * ofBlock,
  });
  const warps = threads / 32;
  if (name === 'f32Rounds' || name === 'f64VectorRounds') {
    // 8 chains of 16 multiply-adds.
    return measured(multiprocessors * vectorBlocks, threads, threads * 2 * 8 * 16);
  }
  const blocks = multiprocessors * matrixBlocks;
  if (unit === 'f64') return measured(blocks, threads, warps * (computeMajor >= 9 ? mma(16, 8, 8) : mma(8, 8, 4)));
  if (unit === 'f32') throw new Error('Expected f32 to have a kernel of its own.');
  // A warp group's 16 products, on Hopper alone.
  if (computeMajor === 9) return measured(blocks, 128, 16 * 2 * 64 * 128 * depths[unit]);
  return measured(blocks, threads, warps * mma(16, 8, depths[unit]));
}
