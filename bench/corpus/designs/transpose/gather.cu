/*---
launch:
  - { kernel: transpose_gather, grid: ["min({{BLOCKS}}, ceildiv(M * N, {{THREADS}}))"], block: [{{THREADS}}], args: [x, y, M, N] }
---*/
/*=== design
summary: A loop over the output, which writes along rows and reads columns.
variants:
  - { THREADS: 128, BLOCKS: 1056 }
  - { THREADS: 256, BLOCKS: 2112 }
  - { THREADS: 512, BLOCKS: 264 }
  - { THREADS: 64, BLOCKS: 4224 }
wrong:
  - { why: The output is taken to be as wide as the input., change: "int n = i / M, m = i % M;", to: "int m = i / N, n = i % N;" }
uncompilable:
  - { why: A host function in device code., change: "y[i] = __ldg(", to: "std::swap(y[i], y[i]); y[i] = __ldg(" }
===*/
extern "C" __global__ void transpose_gather(const float* __restrict__ x, float* __restrict__ y, int M, int N) {
    int count = M * N;
    for (int i = blockIdx.x * {{THREADS}} + threadIdx.x; i < count; i += gridDim.x * {{THREADS}}) {
        int n = i / M, m = i % M;
        y[i] = __ldg(x + (size_t)m * N + n);
    }
}
