/*---
launch:
  - { kernel: gather, grid: ["ceildiv(T, 4)"], block: [32, 4], args: [table, tokens, y, T, "D / 8"] }
---*/
extern "C" __global__ void gather(const uint4* table, const int* tokens, uint4* y, int T, int vectors) {
    int row = blockIdx.x * 4 + threadIdx.y;
    if (row >= T) return;
    const uint4* from = table + (size_t)tokens[row] * vectors;
    for (int i = threadIdx.x; i < vectors; i += 32) __stcs(y + (size_t)row * vectors + i, __ldg(from + i));
}
