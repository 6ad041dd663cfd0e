/*---
launch:
  - kernel: bias_relu_strided
    grid: ["min({{BLOCKS}}, ceildiv(M * N, {{THREADS}}))"]
    block: [{{THREADS}}]
    args: [x, bias, y, "M * N", N]
---*/
/*=== design
summary: A loop over the whole grid, unrolled.
variants:
  - { THREADS: 256, BLOCKS: 264, UNROLL: 1 }
  - { THREADS: 256, BLOCKS: 1056, UNROLL: 4 }
  - { THREADS: 512, BLOCKS: 528, UNROLL: 2 }
  - { THREADS: 128, BLOCKS: 2112, UNROLL: 8 }
wrong:
  - { why: Every block begins at the front., change: "blockIdx.x * {{THREADS}} + threadIdx.x;", to: "threadIdx.x;" }
uncompilable:
  - { why: A variable of the wrong type., change: "float value = ", to: "float* value = " }
===*/
__device__ float activate(float v) { return v > 0.0f ? v : 0.0f; }

extern "C" __global__ void bias_relu_strided(const float* __restrict__ x, const float* __restrict__ bias,
                                             float* __restrict__ y, int count, int N) {
    int stride = gridDim.x * {{THREADS}};
    int first = blockIdx.x * {{THREADS}} + threadIdx.x;
#pragma unroll {{UNROLL}}
    for (int i = first; i < count; i += stride) {
        float value = x[i] + __ldg(bias + i % N);
        y[i] = activate(value);
    }
}
