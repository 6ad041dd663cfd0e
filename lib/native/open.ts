import { readFileSync } from 'node:fs';
import { WarpsmithError, hasCode, messageOf } from '../errors.js';
import { driverCandidates } from './find_driver.js';
import { type NvrtcPlace, findNvrtc } from './find_nvrtc.js';
import { addon } from './load_addon.js';
import { headerBytesOf, poolSize } from './pool_size.js';
import type { Compiler, Driver } from './types.js';

/**
 * Opens NVRTC. Up to `copies` of it, at most 20, are opened when jobs wait for each other; without it as many as
 * `poolSize` says. Rejects with `no-compiler` and every place that was tried.
 */
export async function openCompiler({ copies = poolSize() }: { copies?: number } = {}): Promise<{
  compiler: Compiler;
  place: NvrtcPlace;
}> {
  const { found, tried } = findNvrtc();
  if (!found) {
    throw new WarpsmithError(
      'no-compiler',
      `Expected NVRTC (libnvrtc.so.13 or .12) with the device headers but found neither in:\n` +
        tried.map((folder) => `  ${folder}`).join('\n') +
        `\nRun \`npm run setup\` (it unpacks NVIDIA's wheels into the cache), or install them yourself: ` +
        `pip install nvidia-cuda-nvrtc nvidia-cuda-runtime nvidia-cuda-crt nvidia-cuda-cccl; or name a CUDA toolkit ` +
        `with CUDA_PATH.`,
    );
  }
  const { library, companions, includes } = found;
  const headerBytes = copies > 0 ? headerBytesOf(copies) : 0;
  const options = { library, companions, includes, copies, headerBytes };
  return { compiler: await addon.openCompiler(options), place: found };
}

let openedDriver: Promise<Driver> | null = null;

async function tryDrivers(): Promise<Driver> {
  const failures: string[] = [];
  for (const library of driverCandidates()) {
    try {
      return await addon.openDriver(library);
    } catch (error) {
      failures.push(`  ${library}: ${messageOf(error)}`);
      // The library was there and said no: another copy of it would say the same.
      if (hasCode(error, 'no-device')) break;
    }
  }
  throw new WarpsmithError(
    'no-device',
    `Expected the NVIDIA driver (libcuda.so.1) with a GPU but found none:\n${failures.join('\n')}\n` +
      `Run on a machine with an NVIDIA GPU and its driver (nvidia-smi works there); in a container, pass the GPU in ` +
      `(--gpus all).`,
  );
}

/** Opens the driver, once per process. Rejects with `no-device` and every place that was tried. */
export function openDriver(): Promise<Driver> {
  if (!openedDriver) {
    openedDriver = tryDrivers();
    // A failure is not kept: the driver may be there at the next call.
    openedDriver.catch(() => (openedDriver = null));
  }
  return openedDriver;
}

/** The kernel driver's own version, such as "580.159.04", which the CUDA driver's interface does not tell. */
export function driverVersion(): string {
  try {
    const text = readFileSync('/proc/driver/nvidia/version', 'utf8');
    return /Kernel Module(?: for \S+)?\s+(\d+(?:\.\d+)+)/.exec(text)?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
