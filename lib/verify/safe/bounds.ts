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

/** Of CUtensorMapSwizzle, from 32 bytes on: to so many bytes an H100 widens shorter rows in shared memory. */
const swizzleBytes = [0, 32, 64, 128];

/** How far one copy by the map reaches in shared memory. Of the elements between strides nothing is copied. */
export function boxBytes({ type, box, elementStrides, interleave, swizzle }: TensorMapFields): number {
  // Without interleaving the innermost dimension's stride is ignored (CUDA driver API, cuTensorMapEncodeTiled).
  const counts = box.map((size, i) =>
    i === 0 && interleave === 0 ? size : Math.ceil(size / (elementStrides[i] ?? 1)),
  );
  const [inner = 0, ...outer] = counts;
  const row = inner * (elementBytes[type] ?? 0);
  const pitch = interleave === 0 ? Math.max(row, swizzleBytes[swizzle] ?? 0) : row;
  return outer.reduce((product, count) => product * count, pitch);
}

/** The innermost coordinate of a copy must be at a multiple of so many bytes: an H100 calls others an illegal instruction. */
export const coordinateBytes = 16;

/** The bits of an innermost coordinate that must be 0; none where nothing is known of it, as of interleaved maps. */
export function coordinateMask({ type, interleave }: TensorMapFields): number {
  const bytes = elementBytes[type];
  return bytes === undefined || interleave !== 0 ? 0 : coordinateBytes / bytes - 1;
}

/** What the pass compares with a copy's own form (native/instrument/tensor_copies.cc). */
function formOf({ type, box }: TensorMapFields): number {
  return box.length + 2 ** (8 + type);
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
    if (bound.kind === 'map' || bound.kind === 'form') {
      const map = bound.kernel === symbol ? mapOfParameter(launch, bound.parameter) : null;
      if (!map) continue;
      if (bound.kind === 'form') {
        view.setBigUint64(i * entryBytes, BigInt(coordinateMask(map.tensorMap)), true);
        view.setBigUint64(i * entryBytes + 8, BigInt(formOf(map.tensorMap)), true);
        continue;
      }
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
