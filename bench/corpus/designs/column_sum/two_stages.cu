/*---
dims: { N: multiple of 4 }
workspace:
  partial: { type: f32, shape: [{{STRIPS}}, N] }
launch:
  - kernel: column_sum_strips
    grid: ["ceildiv(N / 4, {{THREADS}})", {{STRIPS}}]
    block: [{{THREADS}}]
    args: [x, partial, M, "N / 4"]
  - { kernel: column_sum_finish, grid: ["ceildiv(N, 128)"], block: [128], args: [partial, y, N] }
---*/
/*=== design
summary: Sums of strips into a workspace by vectors of four, and a second launch that adds them in a fixed order.
variants:
  - { THREADS: 32, STRIPS: 16 }
  - { THREADS: 64, STRIPS: 48 }
  - { THREADS: 128, STRIPS: 33 }
  - { THREADS: 256, STRIPS: 64 }
wrong:
  - { why: The second launch forgets the last strip., change: "s < {{STRIPS}}; s++", to: "s < {{STRIPS}} - 1; s++" }
uncompilable:
  - { why: Vectors have no sum., change: "sum.w += v.w;", to: "sum += v;" }
===*/
extern "C" __global__ void column_sum_strips(const float4* x, float4* partial, int M, int vectors) {
    int i = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (i >= vectors) return;
    float4 sum = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    for (int row = blockIdx.y; row < M; row += {{STRIPS}}) {
        float4 v = x[(size_t)row * vectors + i];
        sum.x += v.x;
        sum.y += v.y;
        sum.z += v.z;
        sum.w += v.w;
    }
    partial[(size_t)blockIdx.y * vectors + i] = sum;
}

extern "C" __global__ void column_sum_finish(const float* partial, float* y, int N) {
    int column = blockIdx.x * 128 + threadIdx.x;
    if (column >= N) return;
    float sum = 0.0f;
#pragma unroll 8
    for (int s = 0; s < {{STRIPS}}; s++) sum += partial[(size_t)s * N + column];
    y[column] = sum;
}
