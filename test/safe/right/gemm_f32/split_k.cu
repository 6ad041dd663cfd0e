/*---
workspace:
  partial: { type: f32, shape: [4, M, N] }
launch:
  - { kernel: gemm, grid: ["N / 32", "M / 32", 4], block: [32, 8], args: [a, b, partial, M, N, K] }
  - { kernel: add, grid: ["M * N / 1024"], block: [256], args: [partial, c, "M * N / 4"] }
---*/
// A quarter of K for each layer of the grid, and a second launch that adds the four.
extern "C" __global__ void gemm(const float* a, const float* b, float* partial, int M, int N, int K) {
    __shared__ float tile_a[32][33], tile_b[32][32];
    int tx = threadIdx.x, ty = threadIdx.y, each = K / 4, first = blockIdx.z * each;
    float sum[4] = {};
    for (int k = first; k < first + each; k += 16) {
        for (int r = ty; r < 32; r += 8)
            if (tx < 16) tile_a[r][tx] = a[(size_t)(blockIdx.y * 32 + r) * K + k + tx];
        for (int r = ty; r < 16; r += 8) tile_b[r][tx] = b[(size_t)(k + r) * N + blockIdx.x * 32 + tx];
        __syncthreads();
        for (int i = 0; i < 16; i++)
            for (int m = 0; m < 4; m++) sum[m] += tile_a[ty + 8 * m][i] * tile_b[i][tx];
        __syncthreads();
    }
    float* to = partial + (size_t)blockIdx.z * M * N;
    for (int m = 0; m < 4; m++) to[(size_t)(blockIdx.y * 32 + ty + 8 * m) * N + blockIdx.x * 32 + tx] = sum[m];
}

extern "C" __global__ void add(const float4* partial, float4* c, int vectors) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i >= vectors) return;
    float4 sum = partial[i];
    for (int part = 1; part < 4; part++) {
        float4 v = partial[(size_t)part * vectors + i];
        sum.x += v.x;
        sum.y += v.y;
        sum.z += v.z;
        sum.w += v.w;
    }
    c[i] = sum;
}
