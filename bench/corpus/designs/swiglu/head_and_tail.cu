/*---
launch:
  - { kernel: swiglu_head_tail, grid: ["ceildiv(N, {{THREADS}} * 4)"], block: [{{THREADS}}], args: [a, b, y, N] }
---*/
/*=== design
summary: Pairs or fours of elements with a tail of single ones, so that any size will do.
variants:
  - { THREADS: 64, VECTOR: float2, WIDTH: 2 }
  - { THREADS: 128, VECTOR: float4, WIDTH: 4 }
  - { THREADS: 256, VECTOR: float2, WIDTH: 2 }
  - { THREADS: 512, VECTOR: float4, WIDTH: 4 }
wrong:
  - { why: Whole vectors only begin behind the first., change: "float g[WIDTH], v[WIDTH]", to: "if (i == 0) continue; float g[WIDTH], v[WIDTH]" }
===*/
constexpr int WIDTH = {{WIDTH}}, THREADS = {{THREADS}};

__device__ float gated(float g, float v) {
    float sigmoid = 1.0f / (1.0f + __expf(-g));
    return g * sigmoid * v;
}

extern "C" __global__ void swiglu_head_tail(const float* a, const float* b, float* y, int N) {
    for (int i = (blockIdx.x * THREADS + threadIdx.x) * WIDTH; i < N; i += gridDim.x * THREADS * WIDTH) {
        float g[WIDTH], v[WIDTH];
        if (i + WIDTH <= N) {
            {{VECTOR}} from_a = *({{VECTOR}}*)(a + i), from_b = *({{VECTOR}}*)(b + i), result;
            memcpy(g, &from_a, sizeof from_a);
            memcpy(v, &from_b, sizeof from_b);
            for (int k = 0; k < WIDTH; k++) g[k] = gated(g[k], v[k]);
            memcpy(&result, g, sizeof result);
            *({{VECTOR}}*)(y + i) = result;
        } else {
            for (int k = i; k < N; k++) y[k] = gated(a[k], b[k]);
        }
    }
}
