/*---
launch:
  - { kernel: gemm, grid: ["ceildiv(D, 32)", "ceildiv(D, 32)", B], block: [32, 8], args: [a, b, c, D] }
---*/
// Pointers to this block's matrices in a struct, as libraries' batched kernels hold them.
struct Matrices {
    const float* a;
    const float* b;
    float* c;
};

__device__ Matrices matrices(const float* a, const float* b, float* c, int D) {
    size_t at = (size_t)blockIdx.z * D * D;
    return {a + at, b + at, c + at};
}

extern "C" __global__ void gemm(const float* a, const float* b, float* c, int D) {
    __shared__ float tile_a[32][33], tile_b[32][33];
    Matrices of = matrices(a, b, c, D);
    int tx = threadIdx.x, column = blockIdx.x * 32 + tx;
    float sum[4] = {};
    for (int k = 0; k < D; k += 32) {
        for (int r = threadIdx.y; r < 32; r += 8) {
            int row = blockIdx.y * 32 + r;
            tile_a[r][tx] = row < D && k + tx < D ? of.a[row * D + k + tx] : 0.0f;
            tile_b[r][tx] = k + r < D && column < D ? of.b[(k + r) * D + column] : 0.0f;
        }
        __syncthreads();
        for (int i = 0; i < 32; i++)
            for (int r = 0; r < 4; r++) sum[r] += tile_a[threadIdx.y + 8 * r][i] * tile_b[i][tx];
        __syncthreads();
    }
    for (int r = 0; r < 4; r++) {
        int row = blockIdx.y * 32 + threadIdx.y + 8 * r;
        if (row < D && column < D) of.c[row * D + column] = sum[r];
    }
}
