/** What `warpsmith_bounds` holds during a launch: the addresses that accesses may have. */
import type { ThreadStack } from '../device.js';
import type { Argument, Buffer, GuardBound, Instrumented, Launch, TensorMapFields } from '../../native/types.js';

/** Two u64, little endian: the first right address and how many there are. */
const entryBytes = 16;

/** By CUtensorMapDataType: u8, u16, u32, i32, u64, i64, f16, f32, f64, bf16, f32 flushed, tf32, tf32 flushed. */
const elementBytes = [1, 2, 4, 4, 8, 8, 2, 4, 8, 2, 4, 4, 4];

type Guarded = Pick<Launch, 'arguments' | 'guard'>;

/** The memory behind a kernel's parameter; null for numbers and tensor maps. */
export function bufferOfParameter({ arguments: list }: Guarded, parameter: number): Buffer | null {
  const argument = list[parameter];
  return argument && 'buffer' in argument && 'offset' in argument ? argument.buffer : null;
}

/** The tensor map that a kernel's parameter is; null for all else. */
export function mapOfParameter(
  { arguments: list }: Guarded,
  parameter: number | null,
): Extract<Argument, { tensorMap: unknown }> | null {
  const argument = parameter === null ? undefined : list[parameter];
  return argument && 'tensorMap' in argument ? argument : null;
}

/** What one copy by the map moves to or from shared memory. */
export function boxBytes({ type, box }: TensorMapFields): number {
  return box.reduce((product, size) => product * size, elementBytes[type] ?? 0);
}

function bufferOfBound({ kernel, parameter, range }: GuardBound, symbol: string, launch: Guarded): Buffer | null {
  if (range !== null) return launch.guard?.[range]?.buffer ?? null;
  return kernel === symbol && parameter !== null ? bufferOfParameter(launch, parameter) : null;
}

function isWritable({ guard = [] }: Guarded, buffer: Buffer): boolean {
  return guard.some((entry) => entry.buffer === buffer && entry.writable);
}

/** The bytes to upload before a launch of the kernel `symbol`; bounds of other kernels allow nothing. */
export function boundsOf(
  { bounds, boundsBytes }: Pick<Instrumented, 'bounds' | 'boundsBytes'>,
  symbol: string,
  launch: Guarded,
  stack: ThreadStack | null,
): Uint8Array {
  const bytes = new Uint8Array(boundsBytes);
  const view = new DataView(bytes.buffer);
  for (const [i, bound] of bounds.entries()) {
    if (bound.kind === 'stack') {
      if (!stack) continue;
      view.setBigUint64(i * entryBytes, stack.end - stack.bytes, true);
      view.setBigUint64(i * entryBytes + 8, stack.end, true);
      continue;
    }
    if (bound.kind === 'map') {
      const map = bound.kernel === symbol ? mapOfParameter(launch, bound.parameter) : null;
      if (!map) continue;
      view.setBigUint64(i * entryBytes, BigInt(boxBytes(map.tensorMap)), true);
      view.setBigUint64(i * entryBytes + 8, isWritable(launch, map.buffer) ? 1n : 0n, true);
      continue;
    }
    const buffer = bufferOfBound(bound, symbol, launch);
    if (!buffer || (bound.writes && !isWritable(launch, buffer))) continue;
    // Every address a with B <= a + first and a + first + bytes <= B + size.
    const base = BigInt.asUintN(64, buffer.address - BigInt(bound.first));
    view.setBigUint64(i * entryBytes, base, true);
    view.setBigUint64(i * entryBytes + 8, BigInt(Math.max(0, buffer.bytes - bound.bytes + 1)), true);
  }
  return bytes;
}
