/*---
dims: { N: multiple of 4 }
launch:
  - kernel: bias_relu_vectors
    grid: ["ceildiv(M * N / 4, {{THREADS}} * {{VECTORS}})"]
    block: [{{THREADS}}]
    args: [x, bias, y, "M * N / 4", "N / 4"]
---*/
/*=== design
summary: Four elements at once, one or several times a thread.
variants:
  - { THREADS: 128, VECTORS: 1 }
  - { THREADS: 256, VECTORS: 2 }
  - { THREADS: 128, VECTORS: 4 }
  - { THREADS: 512, VECTORS: 1 }
wrong:
  - { why: The last of four elements has no bias., change: "fmaxf(v.w + b.w, 0.0f)", to: "fmaxf(v.w, 0.0f)" }
  - why: Threads' vectors overlap in place of following one another.
    change: "(blockIdx.x * VECTORS + k) * THREADS"
    to: "(blockIdx.x + k) * THREADS"
    variant: 1
faulty:
  - why: The column counts vectors but is taken for one of elements.
    change: "reinterpret_cast<const float4*>(bias)[i % columns]"
    to: "*reinterpret_cast<const float4*>(bias + i % columns)"
  - why: It works in place.
    change: "reinterpret_cast<float4*>(y)[i] = v;"
    to: "const_cast<float4*>(reinterpret_cast<const float4*>(x))[i] = v;"
===*/
constexpr int THREADS = {{THREADS}}, VECTORS = {{VECTORS}};

extern "C" __global__ void __launch_bounds__(THREADS)
bias_relu_vectors(const float* x, const float* bias, float* y, int count, int columns) {
#pragma unroll
    for (int k = 0; k < VECTORS; k++) {
        int i = (blockIdx.x * VECTORS + k) * THREADS + threadIdx.x;
        if (i >= count) return;
        float4 v = reinterpret_cast<const float4*>(x)[i];
        float4 b = reinterpret_cast<const float4*>(bias)[i % columns];
        v.x = fmaxf(v.x + b.x, 0.0f);
        v.y = fmaxf(v.y + b.y, 0.0f);
        v.z = fmaxf(v.z + b.z, 0.0f);
        v.w = fmaxf(v.w + b.w, 0.0f);
        reinterpret_cast<float4*>(y)[i] = v;
    }
}
