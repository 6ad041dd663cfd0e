/*---
launch:
  - kernel: "swiglu_several<{{THREADS}}, {{ITEMS}}>"
    grid: ["ceildiv(N, {{THREADS}} * {{ITEMS}})"]
    block: [{{THREADS}}]
    args: [a, b, y, N]
---*/
/*=== design
summary: All loads of several elements first, then all of the arithmetic.
variants:
  - { THREADS: 128, ITEMS: 2 }
  - { THREADS: 256, ITEMS: 4 }
  - { THREADS: 128, ITEMS: 8 }
  - { THREADS: 64, ITEMS: 16 }
wrong:
  - { why: The last of a thread's elements is forgotten., change: "k < ITEMS; k++) at[k]", to: "k < ITEMS - 1; k++) at[k]" }
uncompilable:
  - { why: A template's argument that is no constant., change: "float gates[ITEMS]", to: "float gates[N]" }
faulty:
  - { why: Loads are not guarded., change: "if (i < N) gates[k] = a[i], values[k] = b[i];", to: "gates[k] = a[i], values[k] = b[i];" }
===*/
template <int THREADS, int ITEMS>
__global__ void swiglu_several(const float* __restrict__ a, const float* __restrict__ b, float* __restrict__ y, int N) {
    int first = blockIdx.x * THREADS * ITEMS + threadIdx.x;
    float gates[ITEMS], values[ITEMS];
    float* at[ITEMS] = {};
#pragma unroll
    for (int k = 0; k < ITEMS; k++) {
        int i = first + k * THREADS;
        gates[k] = values[k] = 0.0f;
        if (i < N) gates[k] = a[i], values[k] = b[i];
    }
#pragma unroll
    for (int k = 0; k < ITEMS; k++) at[k] = first + k * THREADS < N ? y + first + k * THREADS : nullptr;
#pragma unroll
    for (int k = 0; k < ITEMS; k++)
        if (at[k]) *at[k] = gates[k] * values[k] / (1.0f + __expf(-gates[k]));
}
