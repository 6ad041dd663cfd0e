"""For modules/scaled_relu.py: weights, an index, two extensions, sizes from the constructor, a helper method."""

import torch
from torch import nn
from torch.utils.cpp_extension import load_inline

scale = load_inline(
    name="scale",
    cpp_sources="torch::Tensor scale(torch::Tensor x, torch::Tensor weight, int columns);",
    cuda_sources=r"""
#include <torch/extension.h>

__global__ void scaled(const float* x, const float* weight, float* y, int columns) {
    int c = blockIdx.x * blockDim.x + threadIdx.x;
    long long at = (long long)blockIdx.y * columns + c;
    if (c < columns) y[at] = fmaxf(x[at], 0.0f) * weight[c];
}

torch::Tensor scale(torch::Tensor x, torch::Tensor weight, int columns) {
    auto scaled_x = torch::empty_like(x);
    dim3 grid;
    grid.x = (columns - 1) / 64 + 1;
    grid.y = x.numel() / columns;
    scaled<<<grid, 64>>>(x.data_ptr<float>(), weight.data_ptr<float>(), scaled_x.data_ptr<float>(), columns);
    return scaled_x;
}
""",
    functions=["scale"],
)

add = load_inline(
    name="add",
    cpp_sources="void add(torch::Tensor x, torch::Tensor mask, torch::Tensor pick, torch::Tensor w, torch::Tensor out);",
    cuda_sources=r"""
#include <torch/extension.h>

__global__ void added(const float* x, const float* mask, const int64_t* pick, const float* w, float* out, int n, int all) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < all) out[i] = x[i] + mask[i % n + 1] + w[pick[i / n]];
}

void add(torch::Tensor x, torch::Tensor mask, torch::Tensor pick, torch::Tensor w, torch::Tensor out) {
    int n = x.size(1), all = x.size(0) * n;
    const int threads = all < 128 ? all : 128;
    added<<<(all + threads - 1) / threads, threads>>>(
        x.data_ptr<float>(), mask.data_ptr<float>(), pick.data_ptr<int64_t>(), w.data_ptr<float>(),
        out.data_ptr<float>(), n, all);
}
""",
    functions=["add"],
)


class ModelNew(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.width = width
        self.weight = nn.Parameter(torch.ones(width))

    def scaled(self, x):
        return scale.scale(x, self.weight, self.width)

    def forward(self, x, mask, pick):
        rows, columns = x.shape
        out = torch.empty((rows, self.width), device=x.device, dtype=x.dtype)
        add.add(self.scaled(x.contiguous()), mask, pick, self.weight, out)
        return out.view(-1, columns)
