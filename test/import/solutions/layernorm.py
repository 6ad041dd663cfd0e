"""A template with a number, weights from the module, a number from its constructor, an output that is set to 0 first."""

import torch
import torch.nn as nn
from torch.utils.cpp_extension import load_inline

cuda = r'''
template <typename scalar, int threads>
__global__ void norm(const scalar* x, const scalar* weight, const scalar* bias, scalar* y, int n, float eps) {
    __shared__ float sums[threads], squares[threads];
    const scalar* row = x + (long long)blockIdx.x * n;
    float sum = 0, square = 0;
    for (int i = threadIdx.x; i < n; i += threads) sum += row[i];
    sums[threadIdx.x] = sum;
    __syncthreads();
    sum = 0;
    for (int i = 0; i < threads; i++) sum += sums[i];
    float mean = sum / n;
    for (int i = threadIdx.x; i < n; i += threads) square += (row[i] - mean) * (row[i] - mean);
    squares[threadIdx.x] = square;
    __syncthreads();
    square = 0;
    for (int i = 0; i < threads; i++) square += squares[i];
    float scale = rsqrtf(square / n + eps);
    for (int i = threadIdx.x; i < n; i += threads) {
        y[(long long)blockIdx.x * n + i] += (row[i] - mean) * scale * weight[i] + bias[i];
    }
}

torch::Tensor layernorm(torch::Tensor x, torch::Tensor weight, torch::Tensor bias, double eps) {
    const int n = x.size(-1);
    const int rows = x.numel() / n;
    auto y = torch::zeros_like(x);
    constexpr int threads = 128;
    norm<float, threads><<<rows, threads>>>(
        x.data_ptr<float>(), weight.data_ptr<float>(), bias.data_ptr<float>(), y.data_ptr<float>(), n, (float)eps);
    return y;
}
'''

extension = load_inline(
    name="layernorm_extension",
    cpp_sources="torch::Tensor layernorm(torch::Tensor x, torch::Tensor weight, torch::Tensor bias, double eps);",
    cuda_sources="#include <torch/extension.h>\n" + cuda,
    functions="layernorm",
)


class ModelNew(nn.Module):
    def __init__(self, eps: float = 1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1))
        self.bias = nn.Parameter(torch.zeros(1))
        self.eps = eps

    def forward(self, x, *others):
        return extension.layernorm(x, self.weight, self.bias, self.eps)
