/** What was compiled before, on a real GPU: the candidate's cubin, the reference's and those of the own kernels. */
import assert from 'node:assert/strict';
import { Engine, type Verdict, atCase, loadProblem, verifyKernel } from '../../lib/index.js';
import { withOwnCacheFolder } from '../verify/disk_cache/own_cache_folder.js';
import { readCandidate } from './candidate_files.js';
import { expectPass } from './expect_verdict.js';

const softmax = atCase(loadProblem('softmax'), 'small');

describe('the cache on disk', () => {
  it('changes nothing in a verdict but that the compile was cached', async () => {
    await withOwnCacheFolder(async () => {
      const judge = async (): Promise<Verdict> => {
        await using engine = await Engine.open({ device: 'cuda:0', diskCacheBytes: 2 ** 26 });
        const { source } = readCandidate('softmax/plain.cu');
        return await verifyKernel(source, softmax, { engine, seed: 1, trials: 2, time: false });
      };
      const [first, second] = [expectPass(await judge(), 'compiled'), expectPass(await judge(), 'cached')];
      const cached = ({ rungs }: Verdict): unknown => rungs.find(({ rung }) => rung === 'compile')?.cached;
      assert.deepEqual([cached(first), cached(second)], [undefined, true]);
      assert.deepEqual({ ...second, ms: 0, rungs: [] }, { ...first, ms: 0, rungs: [] });
    });
  });
});
