/** A Python that has PyTorch, for tests that need one. */
import { spawnSync } from 'node:child_process';

let found: string | null | undefined;

/** $WARPSMITH_PYTHON or python3; null where it has no PyTorch. */
export function findTorch(): string | null {
  if (found === undefined) {
    const python = process.env.WARPSMITH_PYTHON ?? 'python3';
    const { status } = spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore', timeout: 120_000 });
    found = status === 0 ? python : null;
  }
  return found;
}
