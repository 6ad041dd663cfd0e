import { atCase } from '../../lib/index.js';
import { packagePath } from '../../lib/package_root.js';
import type { Problem } from '../../lib/problem/problem.js';
import { closeHelpers } from '../../lib/torch/helpers.js';
import { loadTorchProblem } from '../../lib/torch/torch_problem.js';
import { findTorch } from '../torch/find_torch.js';
import { expectOutcome, expectPass } from './expect_verdict.js';
import { verifyHere } from './gpu_engine.js';

const recurrent = (activation: string): string => `/*---
launch:
  - kernel: recurrent
    grid: [1]
    block: [batch]
    args: [x, net_weight_ih_l0, net_weight_hh_l0, net_bias_ih_l0, net_bias_hh_l0, out, steps, batch]
---*/
extern "C" __global__ void recurrent(const float* x, const float* wi, const float* wh, const float* bi, const float* bh,
                                     float* out, int steps, int batch) {
  const int width = 3, hidden = 4;
  float before[hidden] = {0, 0, 0, 0};
  for (int t = 0; t < steps; t++) {
    const float* now = x + (t * batch + threadIdx.x) * width;
    float after[hidden];
    for (int j = 0; j < hidden; j++) {
      float sum = bi[j] + bh[j];
      for (int k = 0; k < width; k++) sum += wi[j * width + k] * now[k];
      for (int k = 0; k < hidden; k++) sum += wh[j * hidden + k] * before[k];
      after[j] = ${activation};
    }
    for (int j = 0; j < hidden; j++) out[(t * batch + threadIdx.x) * hidden + j] = before[j] = after[j];
  }
}
`;

/** cuDNN runs such a network as one operation, in which nobody sees what is rounded. */
describe('a recurrent network as the reference, on the same GPU', () => {
  let problem: Problem;
  before(async function () {
    const python = findTorch();
    if (python === null) return this.skip();
    problem = await loadTorchProblem(packagePath('test', 'torch', 'modules', 'small_recurrent.py'), { python });
  });
  after(closeHelpers);

  it('allows a kernel the roundings of every step, in all families of inputs', async () => {
    const options = { trials: 20, time: false } as const;
    expectPass(await verifyHere(recurrent('tanhf(sum)'), atCase(problem), options), 'a right candidate');
  });

  it('allows no other function', async () => {
    const other = recurrent('tanhf(sum * 1.001f)');
    expectOutcome(await verifyHere(other, atCase(problem)), 'incorrect', 'another slope');
  });
});
