import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { driverFolders } from './find_driver.js';

/** Names to open NVIDIA's management library by, in order. It comes with the driver. `$WARPSMITH_NVML` wins. */
export function nvmlCandidates(): string[] {
  const chosen = process.env.WARPSMITH_NVML;
  if (chosen) return [chosen];
  const name = 'libnvidia-ml.so.1';
  return [name, ...driverFolders.map((folder) => join(folder, name)).filter((path) => existsSync(path))];
}
