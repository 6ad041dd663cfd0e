/*---
dims: { N: { multipleOf: 4, from: 100, to: {{MOST}} } }
launch:
  - kernel: "cross_entropy_registers<{{VECTORS}}>"
    grid: ["ceildiv(M, {{WARPS}})"]
    block: ["32 * {{WARPS}}"]
    args: [x, label, loss, M, "N / 4"]
---*/
/*=== design
summary: A warp a row, which stays in registers as vectors of four.
variants:
  - { WARPS: 1, VECTORS: 8, MOST: 1024 }
  - { WARPS: 2, VECTORS: 8, MOST: 1024 }
  - { WARPS: 4, VECTORS: 10, MOST: 1280 }
  - { WARPS: 8, VECTORS: 9, MOST: 1152 }
wrong:
  - { why: Lanes that have nothing count as ones., change: "i < vectors ? v[k] : nothing", to: "i < vectors ? v[k] : make_float4(largest, largest, largest, largest)" }
faulty:
  - { why: The row is read to the end of what would fit., change: "if (i < vectors) v[k] = in[i];", to: "v[k] = in[i];" }
===*/
template <int VECTORS>
__global__ void cross_entropy_registers(const float* x, const int* label, float* loss, int M, int vectors) {
    int row = blockIdx.x * {{WARPS}} + threadIdx.x / 32, lane = threadIdx.x % 32;
    if (row >= M) return;
    const float4 nothing = make_float4(-1.0e38f, -1.0e38f, -1.0e38f, -1.0e38f);
    const float4* in = reinterpret_cast<const float4*>(x) + (size_t)row * vectors;
    float4 v[VECTORS];
    float largest = -1.0e38f, sum = 0.0f;
#pragma unroll
    for (int k = 0; k < VECTORS; k++) {
        int i = lane + 32 * k;
        v[k] = nothing;
        if (i < vectors) v[k] = in[i];
        largest = fmaxf(largest, fmaxf(fmaxf(v[k].x, v[k].y), fmaxf(v[k].z, v[k].w)));
    }
    for (int offset = 16; offset > 0; offset >>= 1) largest = fmaxf(largest, __shfl_xor_sync(0xffffffffu, largest, offset));
#pragma unroll
    for (int k = 0; k < VECTORS; k++) {
        int i = lane + 32 * k;
        float4 e = i < vectors ? v[k] : nothing;
        sum += __expf(e.x - largest) + __expf(e.y - largest) + __expf(e.z - largest) + __expf(e.w - largest);
    }
    for (int offset = 16; offset > 0; offset >>= 1) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    if (lane == 0) loss[row] = logf(sum) + largest - x[(size_t)row * vectors * 4 + label[row]];
}
