/** What the word after a fence says of the block: whether it can be the candidate. */
const code = new Set([
  'cuda',
  'cuda-c',
  'cuda_c',
  'cudac',
  'cuda-cpp',
  'cuda_cpp',
  'cuda-c++',
  'cpp',
  'c++',
  'cu',
  'c',
]);
for (const name of ['cc', 'cxx', 'cuh', 'h', 'hpp', 'nvcc']) code.add(name);

/** A plan opens with YAML, and some models call the whole block by that, or by nothing in particular. */
const plain = new Set(['text', 'txt', 'plain', 'plaintext', 'none', 'yaml', 'yml']);

const foreign = new Set(['python', 'py', 'python3', 'triton', 'hip', 'opencl', 'cl', 'julia', 'mojo', 'rust', 'metal']);
for (const name of ['glsl', 'hlsl', 'wgsl', 'java', 'javascript', 'js', 'typescript', 'ts', 'fortran'])
  foreign.add(name);

/** Whether the block is C++ by its name. */
export function isNamedCode(language: string): boolean {
  return code.has(language);
}

/** Whether the block may be code: by its name, or because it has none. */
export function maybeCode(language: string): boolean {
  return language === '' || code.has(language);
}

/** Whether the name says nothing of what kind of code the block is, if any. */
export function isPlain(language: string): boolean {
  return plain.has(language);
}

/** Whether the block is code that is no CUDA C++ by its name. */
export function isForeign(language: string): boolean {
  return foreign.has(language);
}
