/** A PyTorch module on the GPU, and candidates for it. */
import { packagePath } from '../../lib/package_root.js';
import type { Problem } from '../../lib/problem/problem.js';
import { loadTorchProblem } from '../../lib/torch/torch_problem.js';
import { findTorch } from '../torch/find_torch.js';

/** Null where no Python has PyTorch; one that can't use the GPU is told of by what fails then. */
export async function scaledRelu(): Promise<Problem | null> {
  const python = findTorch();
  if (python === null) return null;
  return loadTorchProblem(packagePath('test', 'torch', 'modules', 'scaled_relu.py'), { python });
}

/** @param value of an element: `fmaxf(x[at], 0.0f)` is right. */
export function candidateWith(value: string): string {
  return `/*---
launch:
  - { kernel: relu, grid: ["ceildiv(columns, 64)", rows], block: [64], args: [x, mask, pick, weight, out, columns] }
---*/
extern "C" __global__ void relu(const float* x, const float* mask, const long long* pick, const float* weight, float* out, int columns) {
  int c = blockIdx.x * 64 + threadIdx.x;
  if (c >= columns) return;
  int at = blockIdx.y * columns + c;
  out[at] = ${value} * weight[c] + mask[c + 1] + weight[pick[blockIdx.y]];
}
`;
}
