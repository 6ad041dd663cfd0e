"""Three launches with tensors in between; of device code, what is used is more than the kernels."""

import torch
import torch.nn as nn
from torch.utils.cpp_extension import load_inline

cuda = """
#include <torch/extension.h>
#include <float.h>

namespace {

constexpr int kThreads = 64;  // of a block

__device__ __forceinline__ float larger(float a, float b) { return std::max(a, b); }

template <typename T>
__global__ void row_max(const T* __restrict__ x, T* __restrict__ largest, int64_t n) {
    __shared__ T parts[kThreads];
    T own = -FLT_MAX;
    for (int64_t i = threadIdx.x; i < n; i += kThreads) own = larger(own, x[blockIdx.x * n + i]);
    parts[threadIdx.x] = own;
    __syncthreads();
    if (threadIdx.x > 0) return;
    for (int i = 1; i < kThreads; i++) own = larger(own, parts[i]);
    largest[blockIdx.x] = own;
}

template <typename T>
__global__ void row_sum(const T* x, const T* largest, T* sums, int64_t n) {
    T own = 0;
    for (int64_t i = threadIdx.x; i < n; i += kThreads) own += expf(x[blockIdx.x * n + i] - largest[blockIdx.x]);
    atomicAdd(&sums[blockIdx.x], own);
}

// Whoever wrote this did not use it.
__global__ void unused(float* x) { x[0] = 1.0f; }

}  // namespace

__global__ void divide(const float* x, const float* largest, const float* sums, float* y, int64_t n, int64_t all) {
    int64_t i = blockIdx.x * (int64_t)blockDim.x + threadIdx.x;
    if (i < all) y[i] = expf(x[i] - largest[i / n]) / sums[i / n];
}

torch::Tensor softmax(torch::Tensor x, int64_t dim) {
    if (dim < 0) dim += x.dim();
    TORCH_CHECK(dim == x.dim() - 1, "only the last dimension");
    const auto n = x.size(dim);
    const auto rows = x.numel() / n;
    auto largest = torch::empty({rows}, x.options());
    auto sums = torch::zeros({rows}, x.options());
    auto y = torch::empty(x.sizes(), x.options());
    AT_DISPATCH_FLOATING_TYPES(x.scalar_type(), "softmax", ([&] {
        row_max<scalar_t><<<rows, kThreads>>>(x.data_ptr<scalar_t>(), largest.data_ptr<scalar_t>(), n);
        row_sum<scalar_t><<<rows, kThreads>>>(x.data_ptr<scalar_t>(), largest.data_ptr<scalar_t>(), sums.data_ptr<scalar_t>(), n);
    }));
    int blocks = std::ceil((float)x.numel() / 128);
    divide<<<blocks, 128>>>(x.data_ptr<float>(), largest.data_ptr<float>(), sums.data_ptr<float>(), y.data_ptr<float>(), n, x.numel());
    return y;
}

PYBIND11_MODULE(TORCH_EXTENSION_NAME, m) {
    m.def("softmax", &softmax, "softmax over the last dimension");
}
"""

loaded = load_inline(name="softmax_extension", cpp_sources="", cuda_sources=cuda)


class ModelNew(nn.Module):
    def __init__(self, dim=-1):
        super().__init__()
        self.softmax = loaded.softmax
        self.dim = dim

    def forward(self, x):
        return self.softmax(x, self.dim)
