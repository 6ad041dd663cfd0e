/** A Python 3, with or without PyTorch, for tests that read solutions. */
import { spawnSync } from 'node:child_process';

let reason: string | null | undefined;

/** Why $WARPSMITH_PYTHON, else python3, cannot read a solution; null where it can. */
function whyNot(): string | null {
  if (reason === undefined) {
    const python = process.env.WARPSMITH_PYTHON || 'python3';
    const { status } = spawnSync(python, ['-c', ''], { stdio: 'ignore', timeout: 30_000 });
    reason = status === 0 ? null : `${python} does not run here; WARPSMITH_PYTHON can name a Python 3`;
  }
  return reason;
}

/** To be called at the start of a `describe`: skips its tests, with the reason, where there is no Python. */
export function needsPython(): void {
  before(function () {
    const why = whyNot();
    if (why === null) return;
    for (const test of this.test?.parent?.tests ?? []) test.title += ` (skipped: ${why})`;
    this.skip();
  });
}
