import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that containers, WSL and NixOS put the driver's libraries into without telling the loader. */
export const driverFolders = [
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib64',
  '/usr/local/nvidia/lib64',
  '/usr/local/nvidia/lib',
  '/usr/lib/wsl/lib',
  '/run/opengl-driver/lib',
];

/**
 * Names to open the CUDA driver by, in order: the loader's own search, then the folders it may not know. Never
 * `libcuda.so`: in development installs that is a stub.
 */
export function driverCandidates(): string[] {
  const chosen = process.env.WARPSMITH_CUDA_DRIVER;
  if (chosen) return [chosen];
  const present = driverFolders.map((folder) => join(folder, 'libcuda.so.1')).filter((path) => existsSync(path));
  return ['libcuda.so.1', ...present];
}
