/*---
launch:
  - { kernel: rmsnorm_block, grid: [M], block: [{{THREADS}}], args: [x, weight, y, N, eps] }
---*/
/*=== design
summary: A block a row with a tree in shared memory.
variants:
  - { THREADS: 64 }
  - { THREADS: 128 }
  - { THREADS: 512 }
  - { THREADS: 256 }
wrong:
  - { why: eps is outside of the root., change: "rsqrtf(partial[0] / N + eps)", to: "(rsqrtf(partial[0] / N) + eps)" }
  - { why: The mean is forgotten., change: "rsqrtf(partial[0] / N + eps)", to: "rsqrtf(partial[0] + eps)" }
uncompilable:
  - { why: The header for bf16 is missing., change: "#include <cuda_bf16.h>", to: "" }
faulty:
  - { why: A thread too many takes part in the tree., change: "if (t < s)", to: "if (t <= s)", variant: 0 }
===*/
#include <cuda_bf16.h>

extern "C" __global__ void rmsnorm_block(const __nv_bfloat16* x, const __nv_bfloat16* weight, __nv_bfloat16* y, int N,
                                         float eps) {
    __shared__ float partial[{{THREADS}}];
    int t = threadIdx.x;
    size_t start = (size_t)blockIdx.x * N;
    float own = 0.0f;
    for (int n = t; n < N; n += {{THREADS}}) {
        float v = __bfloat162float(x[start + n]);
        own += v * v;
    }
    partial[t] = own;
    __syncthreads();
    for (int s = {{THREADS}} / 2; s > 0; s >>= 1) {
        if (t < s) partial[t] += partial[t + s];
        __syncthreads();
    }
    float scale = rsqrtf(partial[0] / N + eps);
    for (int n = t; n < N; n += {{THREADS}})
        y[start + n] = __float2bfloat16(__bfloat162float(x[start + n]) * scale * __bfloat162float(weight[n]));
}
