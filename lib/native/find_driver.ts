import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that containers, WSL and NixOS put the driver's libraries into without telling the loader. */
const driverFolders = [
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
  return namesInDriverFolders('libcuda.so.1');
}

/** A library of the driver's by its bare name, then by its paths in those folders. */
export function namesInDriverFolders(name: string): string[] {
  return [name, ...driverFolders.map((folder) => join(folder, name)).filter((path) => existsSync(path))];
}
