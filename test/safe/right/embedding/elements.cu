/*---
launch:
  - { kernel: gather, grid: ["ceildiv(T * D, 256)"], block: [256], args: [table, tokens, y, T, D] }
---*/
#include <cuda_bf16.h>
extern "C" __global__ void gather(const __nv_bfloat16* table, const int* tokens, __nv_bfloat16* y, int T, int D) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < T * D) y[i] = table[(size_t)tokens[i / D] * D + i % D];
}
