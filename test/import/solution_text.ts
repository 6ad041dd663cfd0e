/** Solutions for the built-in problem relu, written as other harnesses have them, around one part that a test is about. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SolutionParts {
  /** Of the host function, whose `x` is the input; it has to return a tensor. */
  host?: string;
  /** Before it, beside the kernel `k(const float* x, float* y, int n)`. */
  device?: string;
  /** Of the function itself. */
  signature?: string;
  forward?: string;
  /** Of ModelNew's constructor. */
  init?: string;
  /** Arguments of load_inline behind the sources. */
  load?: string;
}

export const plainHost = `
    auto y = torch::empty_like(x);
    const int n = x.numel();
    k<<<(n + 255) / 256, 256>>>(x.data_ptr<float>(), y.data_ptr<float>(), n);
    return y;`;

export function solutionText({
  host = plainHost,
  device = '',
  signature = 'torch::Tensor f(torch::Tensor x)',
  forward = 'return self.extension.f(x)',
  init = 'pass',
  load = 'functions=["f"]',
}: SolutionParts): string {
  return `import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.cpp_extension import load_inline

source = r"""
#include <torch/extension.h>
__global__ void k(const float* x, float* y, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = x[i] < 0.0f ? 0.0f : x[i];
}
${device}
${signature} {${host}
}
"""

extension = load_inline(name="extension", cpp_sources="${signature};", cuda_sources=source, ${load})


class ModelNew(nn.Module):
    def __init__(self, width=4, scale=0.5):
        super().__init__()
        self.extension = extension
        ${init}

    def forward(self, x):
        ${forward}
`;
}

/** Writes one and names its file. */
export function writeSolution(folder: string, parts: SolutionParts): string {
  const file = join(folder, 'solution.py');
  writeFileSync(file, solutionText(parts));
  return file;
}
