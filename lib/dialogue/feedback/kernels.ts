/** What each launch of a plan takes of the device, as rows of a table. */
import type { KernelResources } from '../../verify/verdict.js';
import { clip, digits, kibibytes, percent } from '../../format/quantities.js';

const mostKernels = 12;

export function kernelRows(kernels: readonly KernelResources[]): object[] {
  return kernels.slice(0, mostKernels).map((kernel) => ({
    kernel: clip(kernel.kernel, 80),
    registers: kernel.registers ?? 'unknown',
    local: kernel.local,
    shared: kibibytes(kernel.staticShared + kernel.dynamicShared),
    blocks: kernel.blocksPerMultiprocessor ?? 'unknown',
    occupancy: kernel.occupancy === null ? 'unknown' : percent(kernel.occupancy),
    waves: kernel.waves === undefined ? 'unknown' : digits(kernel.waves, 3),
  }));
}
