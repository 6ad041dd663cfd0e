/** Plans that the driver or the device refuses once the kernel is loaded; the GPU goes on. */
import { Engine } from '../../../../lib/verify/engine.js';
import { type Verdict, verdictSchema } from '../../../../lib/verify/verdict.js';
import { verifyKernel } from '../../../../lib/verify/verify_kernel.js';
import { candidate, failure, gpuOf, report, tensors } from './sample.js';

const engine = await Engine.open({ device: 'cuda:0' });
const judge = async (source: string): Promise<unknown> => {
  const verdict: Verdict = verdictSchema.parse(await verifyKernel(source, tensors, { engine, trials: 1, time: false }));
  return verdict.outcome === 'plan-error' ? verdict.problems : verdict.outcome;
};
report({
  launch: await judge(candidate('refuse_k')),
  shared: await judge(candidate('k', ', shared: 232448')),
  cooperative: await judge(candidate('k', ', cooperative: true').replace('grid: [1]', 'grid: ["32 * 4 + 1"]')),
  unread: await failure(() => judge(candidate('k'))),
  lost: gpuOf(engine).lost,
});
