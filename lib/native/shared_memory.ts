/**
 * Memory that other processes of this machine can map, so that tensors go to them without a copy. A SharedArrayBuffer
 * is shared by threads only; this is an ArrayBuffer over an anonymous file.
 */
import { addon } from './load_addon.js';

/** By which another process finds the memory, for as long as its buffer lives in this one. */
export interface SharedHandle {
  /** Unique among those of one thread of a process. */
  id: number;
  path: string;
  bytes: number;
}

const handles = new WeakMap<ArrayBufferLike, SharedHandle>();
const opened = new Map<number, WeakRef<ArrayBuffer>>();
const collected = new FinalizationRegistry<number>((id) => opened.delete(id));
let last = 0;

/**
 * New memory of `bytes`, zeroed, for typed arrays that other processes shall see. Threads of this process don't: what is
 * posted to a worker is a copy. Throws `native` when the system has none.
 */
export function allocateShared(bytes: number): ArrayBuffer {
  const { descriptor, buffer } = addon.createShared({ bytes });
  last += 1;
  handles.set(buffer, { id: last, path: `/proc/${process.pid}/fd/${descriptor}`, bytes });
  return buffer;
}

/** The handle of memory that processes share; null for any other. */
export function sharedHandleOf(buffer: ArrayBufferLike): SharedHandle | null {
  return handles.get(buffer) ?? null;
}

/** Maps what the process that started this one allocated; the same buffer again while it lives. Throws `native`. */
export function openShared(handle: SharedHandle): ArrayBuffer {
  const known = opened.get(handle.id)?.deref();
  if (known) return known;
  const buffer = addon.openShared({ path: handle.path, bytes: handle.bytes });
  handles.set(buffer, handle);
  opened.set(handle.id, new WeakRef(buffer));
  collected.register(buffer, handle.id);
  return buffer;
}
