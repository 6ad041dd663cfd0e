/*---
workspace:
  total: { type: f32, shape: [M, N], fill: { constant: 0 } }
launch:
  - kernel: multiply
    grid: ["ceildiv(N, 32)", "ceildiv(M, 32)", 4]
    block: [32, 32]
    args: [a, b, total, M, N, K]
  - { kernel: copy, grid: ["ceildiv(M * N, 256)"], block: [256], args: [total, c, "M * N"] }
---*/
// Solves matmul. Four blocks share a tile, each with a quarter of K, and add into a workspace that has to start from
// zero in every run. The order of the additions is not fixed, so results differ in their last bits from run to run.
constexpr int TILE = 32;

extern "C" __global__ void multiply(const float* a, const float* b, float* total, int M, int N, int K) {
    __shared__ float tile_a[TILE][TILE];
    __shared__ float tile_b[TILE][TILE];
    int tx = threadIdx.x, ty = threadIdx.y;
    int row = blockIdx.y * TILE + ty, column = blockIdx.x * TILE + tx;
    int part = (K + gridDim.z - 1) / gridDim.z;
    int begin = blockIdx.z * part, end = min(begin + part, K);

    float sum = 0.0f;
    for (int k = begin; k < end; k += TILE) {
        tile_a[ty][tx] = row < M && k + tx < end ? a[(long long)row * K + k + tx] : 0.0f;
        tile_b[ty][tx] = k + ty < end && column < N ? b[(long long)(k + ty) * N + column] : 0.0f;
        __syncthreads();
        for (int i = 0; i < TILE; i++) sum += tile_a[ty][i] * tile_b[i][tx];
        __syncthreads();
    }
    if (row < M && column < N) atomicAdd(&total[(long long)row * N + column], sum);
}

extern "C" __global__ void copy(const float* total, float* c, long long count) {
    long long i = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (i < count) c[i] = total[i];
}
