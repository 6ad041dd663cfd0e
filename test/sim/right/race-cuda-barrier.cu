/*---
name: race_cuda_barrier
summary: cuda::barrier of the C++ library in shared memory.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
#include <cuda/barrier>
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[64];
#pragma nv_diag_suppress static_var_with_dynamic_init
    __shared__ cuda::barrier<cuda::thread_scope_block> barrier;
    int t = threadIdx.x;
    if (t == 0) init(&barrier, 64);
    __syncthreads();
    s[t] = x[t];
    auto token = barrier.arrive();
    float own = x[t] * 2.0f;
    barrier.wait(cuda::std::move(token));
    float other = s[63 - t];
    barrier.arrive_and_wait();
    s[t] = own;
    barrier.arrive_and_wait();
    y[t] = other + s[63 - t];
}
