/** How many copies of NVRTC a process opens side by side. */
import { availableParallelism, totalmem } from 'node:os';
import { WarpsmithError } from '../errors.js';

/** What a copy takes when it compiles, with room for headers that it keeps compiled. Measured by the bench `compile`. */
const bytesPerCopy = 512 * 2 ** 20;

/** The part of the memory that the pool may take. */
const shareOfMemory = 1 / 4;

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
