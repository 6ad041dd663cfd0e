/**
 * Where NVRTC and the device headers may be. The order is that of NVIDIA's own cuda-pathfinder, with the project's
 * cache before what only the loader knows.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cudaCacheFolder } from './cache_folder.js';

export interface NvrtcPlace {
  /** Absolute path of libnvrtc. */
  library: string;
  /** Libraries beside it that must be loaded first. */
  companions: string[];
  /** Folders for #include, CCCL's among them; may be empty. */
  includes: string[];
}

export interface NvrtcSearch {
  found: NvrtcPlace | null;
  /** Every folder that was looked into, in order. */
  tried: string[];
}

const librarySubfolders = ['', 'lib64', 'lib', 'targets/x86_64-linux/lib'];

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** site-packages of active and system Pythons; PyPI's CUDA wheels unpack into `nvidia/` there. */
function wheelFolders(): string[] {
  const prefixes = [process.env.VIRTUAL_ENV, process.env.CONDA_PREFIX];
  // python3 on the PATH is the one people install wheels into; asking it would cost a process.
  const interpreter = (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'python3'))
    .find((path) => existsSync(path));
  if (interpreter) prefixes.push(dirname(dirname(interpreter)));
  prefixes.push('/usr/local', '/usr');
  const sitePackages = prefixes
    .filter((prefix): prefix is string => Boolean(prefix))
    .flatMap((prefix) =>
      listFolder(join(prefix, 'lib'))
        .filter((name) => /^python3(\.\d+)?$/.test(name))
        .flatMap((name) => ['site-packages', 'dist-packages'].map((kind) => join(prefix, 'lib', name, kind))),
    );
  return sitePackages.flatMap((folder) => ['cu13', 'cuda_nvrtc'].map((name) => join(folder, 'nvidia', name)));
}

function toolkitFolders(): string[] {
  const named = ['CONDA_PREFIX', 'CUDA_PATH', 'CUDA_HOME'].map((name) => process.env[name]);
  const versioned = listFolder('/usr/local')
    .filter((name) => /^cuda-\d+(\.\d+)?$/.test(name))
    .sort((a, b) => Number.parseFloat(b.slice(5)) - Number.parseFloat(a.slice(5)));
  return [...named, '/usr/local/cuda', ...versioned.map((name) => join('/usr/local', name)), '/opt/cuda'].filter(
    (folder): folder is string => Boolean(folder),
  );
}

function libraryAt(root: string): Omit<NvrtcPlace, 'includes'> | null {
  for (const subfolder of librarySubfolders) {
    const folder = join(root, subfolder);
    const names = listFolder(folder);
    const library = names
      .filter((name) => /^libnvrtc\.so\.\d+(\.\d+)*$/.test(name))
      .sort((a, b) => Number.parseFloat(b.slice(12)) - Number.parseFloat(a.slice(12)))[0];
    if (!library) continue;
    const companions = names.filter((name) => /^libnvrtc-builtins\.so\.\d+\.\d+$/.test(name));
    return { library: join(folder, library), companions: companions.map((name) => join(folder, name)) };
  }
  return null;
}

/** Folders below which CUDA's headers may lie, seen from a toolkit's or a wheel's root. */
function includeFolders(root: string): string[] {
  return [
    join(root, 'include'),
    join(root, '..', 'include'),
    join(root, 'targets/x86_64-linux/include'),
    // The wheels of CUDA 12 have a folder each.
    ...['cuda_runtime', 'cuda_cccl', 'cuda_nvcc'].map((name) => join(root, '..', name, 'include')),
  ];
}

function deviceHeadersAt(root: string): string | undefined {
  return includeFolders(root).find((folder) => existsSync(join(folder, 'cuda_fp16.h')));
}

/** CCCL: CUB, libcu++ and `nv/target`, which cooperative_groups.h includes. */
function ccclAt(root: string): string | undefined {
  return includeFolders(root)
    .flatMap((folder) => [join(folder, 'cccl'), folder])
    .find((folder) => existsSync(join(folder, 'nv', 'target')));
}

/** Looks for NVRTC; a few milliseconds, no process is started. `$WARPSMITH_NVRTC` (a folder or the library itself) wins. */
export function findNvrtc(): NvrtcSearch {
  const chosen = process.env.WARPSMITH_NVRTC;
  const roots = chosen
    ? [existsSync(chosen) && statSync(chosen).isFile() ? dirname(chosen) : chosen]
    : [
        ...wheelFolders(),
        ...toolkitFolders(),
        cudaCacheFolder(),
        '/usr/lib/x86_64-linux-gnu',
        '/usr/lib64',
        '/usr/lib',
      ];
  const tried = [...new Set(roots)];
  for (const root of tried) {
    const library = libraryAt(root);
    const headers = deviceHeadersAt(root);
    // A library without the device headers would fail the first kernel that includes cuda_fp16.h.
    if (!library || !headers) continue;
    // PyTorch's wheels bring no CCCL; another place's will do, its headers serve several versions of the compiler.
    const cccl = [root, ...tried].map(ccclAt).find((folder) => folder !== undefined);
    const includes = [...new Set([headers, ...(cccl === undefined ? [] : [cccl])])];
    return { found: { ...library, includes }, tried };
  }
  return { found: null, tried };
}
