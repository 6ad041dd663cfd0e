/** Which memory a refused access meant, by its address, its parameter or its variable. */
import type { GuardSite, Launch } from '../../native/types.js';
import { boxBytes, bufferOfParameter, mapOfParameter } from './bounds.js';
import type { GuardRecord } from './report.js';

export interface Touched {
  space: string;
  /** Name of the tensor that was meant; null when it was none. */
  tensor: string | null;
  /** Symbol of the variable that was meant; empty when it was none. */
  variable: string;
  /** Bytes from the start of the tensor, the variable or the space; 0 when that is not known. */
  offset: number;
  /** Whether `offset` says which element of the tensor was meant. */
  isElement: boolean;
  bytes: number;
  writable: boolean;
  /** Null for an access that lies inside; else a sentence on where it lies, empty when nothing is known. */
  outside: string | null;
}

type Range = NonNullable<Launch['guard']>[number];

/** Below this every address counts as a null pointer with an index. */
const nullBytes = 0x10000n;
/** An address that is farther from every tensor means none of them. */
const mostFar = 1n << 36n;

/** As near to the truth as JSON's whole numbers allow. */
function toNumber(value: bigint): number {
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(value > most ? most : value < -most ? -most : value);
}

function sizeOf({ buffer }: Range): bigint {
  return BigInt(buffer.bytes);
}

function distanceTo(range: Range, address: bigint): bigint {
  const { address: begin } = range.buffer;
  const end = begin + sizeOf(range);
  return address < begin ? begin - address : address < end ? 0n : address - end;
}

function nearest(ranges: readonly Range[], address: bigint): Range | null {
  let best: Range | null = null;
  for (const range of ranges) {
    if (!best || distanceTo(range, address) < distanceTo(best, address)) best = range;
  }
  return best && distanceTo(best, address) < mostFar ? best : null;
}

/** Where an access lies beside `size` bytes; null when it lies inside. */
function outsideOf(offset: bigint, bytes: number, size: bigint): string | null {
  if (offset < 0n) return `${-offset} bytes before its start.`;
  const past = offset + BigInt(bytes) - size;
  return past > 0n ? `${past} bytes past its end.` : null;
}

function touchedGlobal(record: GuardRecord, site: GuardSite, launch: Launch, bytes: number): Touched {
  const { address } = record;
  const { guard = [] } = launch;
  const none = {
    space: 'global',
    tensor: null,
    variable: '',
    offset: toNumber(address),
    isElement: true,
    bytes,
    writable: false,
  };
  if (address < nullBytes) return { ...none, outside: `The address ${address} is that of a null pointer.` };
  const meant = site.parameter === null ? null : bufferOfParameter(launch, site.parameter);
  const range = guard.find(({ buffer }) => buffer === meant) ?? nearest(guard, address);
  if (!range) return { ...none, outside: 'The address is near no buffer of this launch.' };
  const offset = address - range.buffer.address;
  return {
    ...none,
    tensor: range.name,
    offset: toNumber(offset),
    writable: range.writable,
    outside: outsideOf(offset, bytes, sizeOf(range)),
  };
}

/** The tensor of a map, by which a copy writes. */
function touchedByMap(site: GuardSite, launch: Launch): Touched | null {
  const map = mapOfParameter(launch, site.parameter);
  const range = map && launch.guard?.find(({ buffer }) => buffer === map.buffer);
  if (!range) return null;
  const { name: tensor, writable } = range;
  const bytes = boxBytes(map.tensorMap);
  return { space: 'global', tensor, variable: '', offset: 0, isElement: false, bytes, writable, outside: null };
}

/** The memory that an access of a site of kind `access` or `suspicion` meant. */
export function touchedBy(record: GuardRecord, site: GuardSite, launch: Launch): Touched {
  const { symbol } = site;
  const space = record.space ?? site.space;
  const isFixed = site.bytes > 0;
  const bytes = isFixed ? site.bytes : toNumber(record.extra);
  if (symbol !== '') {
    const known = { space: space || 'global', tensor: null, variable: symbol, isElement: false, bytes, writable: true };
    if (!isFixed) return { ...known, offset: 0, outside: '' };
    const offset = record.address - record.extra;
    // Of shared memory whose size the launch says.
    const size = site.symbolBytes > 0 ? site.symbolBytes : launch.sharedBytes;
    return { ...known, offset: toNumber(offset), outside: outsideOf(offset, bytes, BigInt(size)) };
  }
  if (space === '' || space === 'global') {
    return touchedByMap(site, launch) ?? touchedGlobal(record, site, launch, bytes);
  }
  const offset = toNumber(record.address);
  return { space, tensor: null, variable: '', offset, isElement: false, bytes, writable: true, outside: '' };
}
