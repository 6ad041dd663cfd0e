/*---
dims: { N: multiple of 4 }
launch:
  - { kernel: matmul_strips, grid: ["ceildiv(N, 4 * {{X}})", "ceildiv(M, {{ROWS}} * {{Y}})"], block: [{{X}}, {{Y}}], args: [a, b, c, M, "N / 4", K] }
---*/
/*=== design
summary: Four columns of several rows a thread, with vectors of four straight from memory.
variants:
  - { X: 32, Y: 4, ROWS: 2 }
  - { X: 32, Y: 2, ROWS: 4 }
  - { X: 16, Y: 8, ROWS: 8 }
  - { X: 64, Y: 2, ROWS: 6 }
wrong:
  - { why: All rows take the first one's factor., change: "a[(size_t)row * K + k]", to: "a[(size_t)first * K + k]" }
uncompilable:
  - { why: A vector is multiplied by a number., change: "sum[r].x += f * v.x;", to: "sum[r] += f * v;" }
faulty:
  - { why: The vectors of b begin one element too late., change: "__ldg(b + (size_t)k * vectors + i)", to: "__ldg((const float4*)((const float*)b + 1) + (size_t)k * vectors + i)" }
===*/
extern "C" __global__ void matmul_strips(const float* a, const float4* b, float4* c, int M, int vectors, int K) {
    int i = blockIdx.x * {{X}} + threadIdx.x;
    int first = (blockIdx.y * {{Y}} + threadIdx.y) * {{ROWS}};
    if (i >= vectors || first >= M) return;
    float4 sum[{{ROWS}}];
#pragma unroll
    for (int r = 0; r < {{ROWS}}; r++) sum[r] = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    for (int k = 0; k < K; k++) {
        float4 v = __ldg(b + (size_t)k * vectors + i);
#pragma unroll
        for (int r = 0; r < {{ROWS}}; r++) {
            int row = min(first + r, M - 1);
            float f = a[(size_t)row * K + k];
            sum[r].x += f * v.x;
            sum[r].y += f * v.y;
            sum[r].z += f * v.z;
            sum[r].w += f * v.w;
        }
    }
#pragma unroll
    for (int r = 0; r < {{ROWS}}; r++)
        if (first + r < M) c[(size_t)(first + r) * vectors + i] = sum[r];
}
