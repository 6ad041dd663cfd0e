/*---
launch:
  - { kernel: copy, grid: ["ceildiv(M * N, 4096)"], block: [256], args: [x, y, "M * N / 4"] }
---*/
extern "C" __global__ void copy(const float4* __restrict__ x, float4* __restrict__ y, int vectors) {
    int i = blockIdx.x * 1024 + threadIdx.x;
#pragma unroll
    for (int k = 0; k < 4; k++, i += 256)
        if (i < vectors) y[i] = x[i];
}
