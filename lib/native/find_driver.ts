import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Names to open the CUDA driver by, in order: the loader's own search, then the folders that containers, WSL and NixOS
 * use without telling the loader. Never `libcuda.so`: in development installs that is a stub.
 */
export function driverCandidates(): string[] {
  const chosen = process.env.WARPSMITH_CUDA_DRIVER;
  if (chosen) return [chosen];
  const folders = [
    '/usr/lib/x86_64-linux-gnu',
    '/usr/lib64',
    '/usr/local/nvidia/lib64',
    '/usr/local/nvidia/lib',
    '/usr/lib/wsl/lib',
    '/run/opengl-driver/lib',
  ];
  const present = folders.map((folder) => join(folder, 'libcuda.so.1')).filter((path) => existsSync(path));
  return ['libcuda.so.1', ...present];
}
