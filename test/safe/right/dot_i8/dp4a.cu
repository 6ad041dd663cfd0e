/*---
launch:
  - { kernel: dot, grid: ["ceildiv(M, 8)"], block: [32, 8], args: [w, x, y, M, "K / 16"] }
---*/
extern "C" __global__ void dot(const int4* w, const int4* x, int* y, int M, int vectors) {
    int row = blockIdx.x * 8 + threadIdx.y, sum = 0;
    if (row >= M) return;
    for (int i = threadIdx.x; i < vectors; i += 32) {
        int4 a = w[(size_t)row * vectors + i], b = x[i];
        sum = __dp4a(a.x, b.x, sum);
        sum = __dp4a(a.y, b.y, sum);
        sum = __dp4a(a.z, b.z, sum);
        sum = __dp4a(a.w, b.w, sum);
    }
    sum = __reduce_add_sync(0xffffffffu, sum);
    if (threadIdx.x == 0) y[row] = sum;
}
