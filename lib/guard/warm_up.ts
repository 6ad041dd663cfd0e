/**
 * What makes a spare process warm: the own kernels for the dtypes in use compiled and loaded, recent references
 * ready, and one tiny candidate judged, so that the compiler, the driver's own compiler and every module of this
 * package have run once. On the GPU that is a few launches of microseconds: a candidate that is timed in the meantime
 * loses no sample to it that its median would notice.
 */
import { type Dtype } from '../format/dtype.js';
import { type LoadedProblem, atCase, parseProblem } from '../problem/problem.js';
import type { Engine } from '../verify/engine.js';
import { prepareReference } from '../verify/reference.js';
import { verifyKernel } from '../verify/verify_kernel.js';

const launch = 'launch: [{ kernel: copy, grid: [1], block: [32], args: [x, y] }]';
const kernel =
  'extern "C" __global__ void copy(const float* x, float* y) { y[threadIdx.x] = x[threadIdx.x]; } // 32 elements';
const problemText = `/*---
name: warm_up
summary: A copy.
dims: { N: 32 }
inputs: { x: { type: f32, shape: [N] } }
outputs: { y: { type: f32, shape: [N] } }
${launch}
---*/
${kernel}
`;
const candidateText = `/*---\n${launch}\n---*/\n${kernel}\n`;

function dtypesOf(problems: readonly LoadedProblem[]): Set<Dtype> {
  const tensors = problems.flatMap(({ contract }) => [...contract.inputs, ...contract.outputs]);
  return new Set(tensors.map(({ dtype }) => dtype));
}

/** Goes as far as it can: what fails here fails again, with its message, in the call that needs it. */
export async function warmUp(engine: Engine, recent: readonly LoadedProblem[]): Promise<void> {
  const copy = atCase(parseProblem(problemText, 'warm_up.cu'));
  await tried(verifyKernel(candidateText, copy, { engine, trials: 1, time: false, seed: 1 }));
  for (const dtype of dtypesOf(recent)) await tried(engine.device?.kernels.forDtype(dtype));
  for (const loaded of recent) await tried(prepareReference(engine, loaded, { deadlineMs: 60_000 }));
}

async function tried(work: Promise<unknown> | undefined): Promise<void> {
  await work?.catch(() => undefined);
}
