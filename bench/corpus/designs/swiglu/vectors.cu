/*---
dims: { N: multiple of 4 }
launch:
  - { kernel: swiglu_vectors, grid: ["min({{BLOCKS}}, ceildiv(N / 4, {{THREADS}}))"], block: [{{THREADS}}], args: [a, b, y, "N / 4"] }
---*/
/*=== design
summary: Four elements at once, in a loop over the grid.
variants:
  - { THREADS: 256, BLOCKS: 132 }
  - { THREADS: 192, BLOCKS: 528 }
  - { THREADS: 128, BLOCKS: 2112 }
  - { THREADS: 512, BLOCKS: 396 }
wrong:
  - { why: Two components of the second operand are swapped., change: "swish(v.z) * w.z", to: "swish(v.z) * w.y" }
uncompilable:
  - { why: A missing bracket., change: "__ldg(b + i);", to: "__ldg(b + i;" }
faulty:
  - { why: Counts elements where there are vectors., change: "i < vectors;", to: "i < 4 * vectors;" }
===*/
__device__ __forceinline__ float swish(float v) { return __fdividef(v, 1.0f + __expf(-v)); }

extern "C" __global__ void swiglu_vectors(const float4* a, const float4* b, float4* y, int vectors) {
    for (int i = blockIdx.x * {{THREADS}} + threadIdx.x; i < vectors; i += gridDim.x * {{THREADS}}) {
        float4 v = __ldg(a + i), w = __ldg(b + i);
        y[i] = make_float4(swish(v.x) * w.x, swish(v.y) * w.y, swish(v.z) * w.z, swish(v.w) * w.w);
    }
}
