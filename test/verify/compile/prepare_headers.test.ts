import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { atCase, loadProblem } from '../../../lib/problem/problem.js';
import { referenceCandidate } from '../../../lib/problem/reference_candidate.js';
import { Engine } from '../../../lib/verify/engine.js';
import { verifyKernel } from '../../../lib/verify/verify_kernel.js';

const source = referenceCandidate(loadProblem('relu'));

describe('headers that are prepared in the background', () => {
  it('keep no process alive', () => {
    const script = fileURLToPath(new URL('prepare_process.js', import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    assert.deepEqual([status, stdout], [0, 'began\n'], stderr);
  });

  for (const isolation of ['none', 'guarded'] as const) {
    it(`leave an engine of isolation "${isolation}" to its work, and to its end`, async () => {
      const options = { device: 'none', diskCacheBytes: 0 };
      await using engine = await (isolation === 'none' ? Engine.open(options) : Engine.open({ ...options, isolation }));
      engine.prepareHeaders();
      engine.prepareHeaders();
      const verdict = await verifyKernel(source, atCase(loadProblem('relu')), { engine });
      assert.equal(verdict.outcome, 'unverified');
    });
  }
});
