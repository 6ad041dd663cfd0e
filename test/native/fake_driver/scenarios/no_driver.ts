/** A driver that cannot be used: what is said, with and without insisting on a GPU. */
import { openDriver } from '../../../../lib/native/open.js';
import { Engine } from '../../../../lib/verify/engine.js';
import { verifyKernel } from '../../../../lib/verify/verify_kernel.js';
import { candidate, failure, report, tensors } from './sample.js';

const engine = await Engine.open({ device: 'auto' });
const verdict = await verifyKernel(candidate('k'), tensors, { engine });
report({
  driver: await failure(openDriver),
  insisted: await failure(() => Engine.open({ device: 'cuda:0' })),
  unavailable: engine.unavailable,
  device: engine.device?.id,
  judgedOn: verdict.device?.id,
  outcome: verdict.outcome,
});
