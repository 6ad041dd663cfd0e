/*---
launch:
  - { kernel: clear, grid: ["ceildiv(V * D, 256)"], block: [256], args: [y, "V * D"] }
  - { kernel: index_add, grid: ["min(T, 1056)"], block: [128], args: [x, rows, y, T, D] }
---*/
extern "C" __global__ void clear(int* y, int count) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < count) y[i] = 0;
}

extern "C" __global__ void index_add(const int* x, const int* rows, int* y, int T, int D) {
    for (int row = blockIdx.x; row < T; row += gridDim.x) {
        int* to = y + (size_t)rows[row] * D;
        for (int d = threadIdx.x; d < D; d += 128)
            asm volatile("red.relaxed.gpu.global.add.s32 [%0], %1;" ::"l"(to + d), "r"(x[(size_t)row * D + d])
                         : "memory");
    }
}
