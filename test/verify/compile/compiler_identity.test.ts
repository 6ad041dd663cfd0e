import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NvrtcPlace } from '../../../lib/native/find_nvrtc.js';
import { compilerIdentity } from '../../../lib/verify/compile/compiler_identity.js';

describe('compilerIdentity', () => {
  let folder = '';
  const place = (root = join(folder, 'cuda')): NvrtcPlace => ({
    library: join(root, 'libnvrtc.so.13'),
    companions: [join(root, 'libnvrtc-builtins.so.13.0')],
    includes: [join(root, 'include'), join(root, 'include', 'cccl')],
  });
  const identity = (root?: string): Promise<string | null> => compilerIdentity('13.0.1', place(root));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'warpsmith-identity-'));
    mkdirSync(join(folder, 'cuda', 'include', 'cccl', 'cub'), { recursive: true });
    for (const name of [
      'libnvrtc.so.13',
      'libnvrtc-builtins.so.13.0',
      'include/cuda_fp16.h',
      'include/cccl/cub/cub.cuh',
    ])
      writeFileSync(join(folder, 'cuda', name), 'text');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('stays the same for the same files, wherever they lie', async () => {
    const before = await identity();
    assert(before);
    assert.equal(await identity(), before);
    const copy = join(folder, 'copy');
    cpSync(join(folder, 'cuda'), copy, { recursive: true, preserveTimestamps: true });
    assert.equal(await identity(copy), before);
  });

  it("changes with the compiler's version", async () => {
    assert.notEqual(await compilerIdentity('13.0.2', place()), await identity());
  });

  const changes: [string, (root: string) => void][] = [
    ['another library', (root) => writeFileSync(join(root, 'libnvrtc.so.13'), 'longer text')],
    ['a header of another size', (root) => writeFileSync(join(root, 'include/cuda_fp16.h'), 'longer text')],
    ['a header deep below', (root) => writeFileSync(join(root, 'include/cccl/cub/cub.cuh'), 'longer text')],
    ['a header of another time', (root) => utimesSync(join(root, 'include/cccl/cub/cub.cuh'), 1, 1)],
    ['a header more', (root) => writeFileSync(join(root, 'include/mma.h'), '')],
    ['a header less', (root) => rmSync(join(root, 'include/cccl/cub/cub.cuh'))],
    ['a header of another name', (root) => renameSync(join(root, 'include/cuda_fp16.h'), join(root, 'include/fp16.h'))],
  ];
  for (const [what, change] of changes) {
    it(`changes with ${what}`, async () => {
      const before = await identity();
      change(join(folder, 'cuda'));
      const after = await identity();
      assert(after);
      assert.notEqual(after, before);
    });
  }

  it('follows links, and none of them for ever', async () => {
    const before = await identity();
    symlinkSync(join(folder, 'cuda', 'include'), join(folder, 'cuda', 'include', 'again'));
    symlinkSync(join(folder, 'cuda', 'include', 'cuda_fp16.h'), join(folder, 'cuda', 'include', 'half.h'));
    const after = await identity();
    assert(after);
    assert.notEqual(after, before);
  });

  it('is null where a file is missing', async () => {
    rmSync(join(folder, 'cuda', 'libnvrtc.so.13'));
    assert.equal(await identity(), null);
  });
});
