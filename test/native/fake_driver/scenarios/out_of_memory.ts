/** More memory than there is: by itself, in a problem, and in a workspace. */
import { createTensor } from '../../../../lib/problem/tensor.js';
import { Engine } from '../../../../lib/verify/engine.js';
import { verifyKernel } from '../../../../lib/verify/verify_kernel.js';
import { candidate, failure, gpuOf, report, tensors } from './sample.js';

const engine = await Engine.open({ device: 'cuda:0' });
const { native: device } = gpuOf(engine);
const big = { ...tensors, inputs: { x: createTensor('f32', [1 << 24]) } };
const workspace = candidate('k').replace('launch:', 'workspace:\n  w: { type: f32, shape: ["N * 524288"] }\nlaunch:');
const direct = await failure(() => device.allocate({ bytes: 2 ** 40 }));
const problem = await failure(() => verifyKernel(candidate('k'), big, { engine }));
const { free } = await device.memory();
const verdict = await verifyKernel(workspace, tensors, { engine });
report({
  direct,
  problem,
  // Nothing of the failed one is held.
  free,
  workspace: verdict.outcome === 'plan-error' ? verdict.problems : verdict.outcome,
  freeAfterwards: (await device.memory()).free,
});
