/*---
dims: { N: multiple of 4 }
launch:
  - kernel: "row_sum_warp<{{WARPS}}, {{UNROLL}}>"
    grid: ["ceildiv(M, {{WARPS}})"]
    block: [32, {{WARPS}}]
    args: [x, y, M, "N / 4"]
---*/
/*=== design
summary: A warp a row, four elements at once.
variants:
  - { WARPS: 4, UNROLL: 2 }
  - { WARPS: 8, UNROLL: 4 }
  - { WARPS: 16, UNROLL: 1 }
  - { WARPS: 2, UNROLL: 8 }
wrong:
  - { why: One step of the exchange is missing., change: "offset > 0", to: "offset > 1" }
faulty:
  - why: Rows begin at single elements in place of vectors of four.
    change: "reinterpret_cast<const float4*>(x) + (size_t)row * vectors"
    to: "reinterpret_cast<const float4*>(x + (size_t)row * vectors * 4 + 1)"
===*/
template <int WARPS, int UNROLL>
__global__ void __launch_bounds__(32 * WARPS) row_sum_warp(const float* x, float* y, int M, int vectors) {
    int row = blockIdx.x * WARPS + threadIdx.y;
    if (row >= M) return;
    const float4* from = reinterpret_cast<const float4*>(x) + (size_t)row * vectors;
    float sum = 0.0f;
#pragma unroll UNROLL
    for (int i = threadIdx.x; i < vectors; i += 32) {
        float4 v = __ldg(from + i);
        sum += (v.x + v.y) + (v.z + v.w);
    }
#pragma unroll
    for (int offset = 16; offset > 0; offset >>= 1) sum += __shfl_down_sync(0xffffffffu, sum, offset);
    if (threadIdx.x == 0) y[row] = sum;
}
