/*---
name: out_of_bounds_cp_async_zero_fill
summary: An asynchronous copy that reads fewer bytes than it writes and fills the rest with zeros.
dims: { N: 126 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [128] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y, N] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
extern "C" __global__ void run(const float* x, float* y, int N) {
    __shared__ __align__(16) float s[128];
    int t = threadIdx.x;
    int bytes = min(4, N - t * 4) * 4;
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(shared_address(&s[t * 4])), "l"(x + t * 4),
                 "r"(bytes)
                 : "memory");
    asm volatile("cp.async.wait_all;" ::: "memory");
    __syncthreads();
    for (int k = 0; k < 4; k++) y[t + 32 * k] = s[t + 32 * k];
}
