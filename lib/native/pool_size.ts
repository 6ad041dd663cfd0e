/** How many copies of NVRTC a process opens side by side. */
import { availableParallelism, totalmem } from 'node:os';
import { WarpsmithError } from '../errors.js';

/** What a copy takes that compiles sources with CUB, the memory for laying out headers included; by the bench `compile`. */
const bytesPerCopy = 512 * 2 ** 20;

/** The part of the memory that the copies may take, and the part for headers that they keep compiled. */
const shareOfMemory = 1 / 4;
const shareForHeaders = 1 / 8;

/** All the usual headers take some 450 MB in each copy. */
const mostHeaderBytes = 2 ** 30;

/** A process has 1024 keys for data of threads, and a copy takes 38 (`native/nvrtc/copies.h`). */
const mostCopies = 20;

export interface PoolHost {
  cores: number;
  /** Of the machine, or of the container's limit where that is less, in bytes. */
  memoryBytes: number;
}

function thisHost(): PoolHost {
  // What is not limited is told as 0, or as a number beyond any memory.
  const limit = process.constrainedMemory() || Infinity;
  return { cores: availableParallelism(), memoryBytes: Math.min(totalmem(), limit) };
}

/** The most bytes that each of some copies keeps precompiled headers in: an eighth of the memory among them, at most 1 GiB. */
export function headerBytesOf(copies: number, host: PoolHost = thisHost()): number {
  return Math.min(mostHeaderBytes, Math.floor((host.memoryBytes * shareForHeaders) / copies));
}

/**
 * A copy for each core, as far as a quarter of the memory allows; at least 1, at most 20. `$WARPSMITH_COMPILERS`, a
 * number from 1 to 20, is taken as it stands. Throws `bad-option` for another text in it.
 */
export function poolSize(host: PoolHost = thisHost(), chosen = process.env.WARPSMITH_COMPILERS): number {
  if (chosen) {
    const copies = Number(chosen);
    if (!Number.isInteger(copies) || copies < 1 || copies > mostCopies) {
      throw new WarpsmithError(
        'bad-option',
        `Expected a number from 1 to ${mostCopies} in WARPSMITH_COMPILERS, the compilers that run side by side, but found ` +
          `"${chosen}". Without the variable there is one for each core, as far as the memory allows.`,
      );
    }
    return copies;
  }
  const byMemory = Math.floor((host.memoryBytes * shareOfMemory) / bytesPerCopy);
  return Math.max(1, Math.min(host.cores, byMemory, mostCopies));
}
