/*---
name: kernelbench_attention
summary: >-
  KernelBench's level 1, problem 97. Scaled dot-product attention in f32 without a mask: q, k, v and o are [batch B,
  heads H, sequence S, head size D], and o[i] is the sum of softmax_j(q[i] . k[j] / sqrt(D)) * v[j] over all keys j.
dims: { B: 32, H: 32, S: 512, D: 1024 }
cases:
  small: { B: 1, H: 2, S: 37, D: 43 }
inputs:
  q: { type: f32, shape: [B, H, S, D], fill: { normal: [0, 1] } }
  k: { type: f32, shape: [B, H, S, D], fill: { normal: [0, 1] } }
  v: { type: f32, shape: [B, H, S, D], fill: { normal: [0, 1] } }
outputs:
  o: { type: f32, shape: [B, H, S, D] }
workspace:
  scores: { type: f64, shape: [B, H, S, S] }
reduction: S + D
launch:
  - kernel: score
    grid: ["ceildiv(S, 64)", "ceildiv(S, 64)", "B * H"]
    block: [16, 16]
    args: [q, k, scores, S, S, D]
  - { kernel: normalise, grid: ["B * H * S"], block: [64], args: [scores, S] }
  - kernel: weigh
    grid: ["ceildiv(D, 64)", "ceildiv(S, 64)", "B * H"]
    block: [16, 16]
    args: [scores, v, o, S, D, S]
work: { operations: "4 * B * H * S * S * D", leastOperations: "2 * B * H * S * S * D", unit: f32 }
---*/
constexpr int TILE = 64;
constexpr int STEP = 16;

// c = a b for M x K and K x N, with b given as N x K when it is transposed. 16 x 16 threads make a tile of 64 x 64,
// each a part of 4 x 4. Tiles of doubles: each value is converted once.
template <bool TRANSPOSED, typename A, typename B, typename C>
__device__ void product(const A* a, const B* b, C* out, int M, int N, int K, double scale) {
    __shared__ double tile_a[STEP][TILE + 1];
    __shared__ double tile_b[STEP][TILE + 1];
    int t = threadIdx.y * 16 + threadIdx.x;
    int row = blockIdx.y * TILE, column = blockIdx.x * TILE;
    double sum[4][4] = {};
    for (int k = 0; k < K; k += STEP) {
        for (int n = t; n < TILE * STEP; n += 256) {
            int r = row + n / STEP, i = k + n % STEP;
            tile_a[n % STEP][n / STEP] = r < M && i < K ? a[(long long)r * K + i] : 0.0;
        }
        for (int n = t; n < TILE * STEP; n += 256) {
            int i = TRANSPOSED ? n % STEP : n / TILE, c = TRANSPOSED ? n / STEP : n % TILE;
            bool inside = k + i < K && column + c < N;
            long long at = TRANSPOSED ? (long long)(column + c) * K + k + i : (long long)(k + i) * N + column + c;
            tile_b[i][c] = inside ? b[at] : 0.0;
        }
        __syncthreads();
        for (int i = 0; i < STEP; i++)
            for (int p = 0; p < 4; p++)
                for (int q = 0; q < 4; q++)
                    sum[p][q] += tile_a[i][threadIdx.y + 16 * p] * tile_b[i][threadIdx.x + 16 * q];
        __syncthreads();
    }
    for (int p = 0; p < 4; p++)
        for (int q = 0; q < 4; q++) {
            int r = row + threadIdx.y + 16 * p, c = column + threadIdx.x + 16 * q;
            if (r < M && c < N) out[(long long)r * N + c] = (C)(sum[p][q] * scale);
        }
}

extern "C" __global__ void score(const float* q, const float* k, double* scores, int M, int N, int K) {
    long long head = blockIdx.z;
    product<true>(q + head * M * K, k + head * N * K, scores + head * M * N, M, N, K, 1.0 / sqrt((double)K));
}

extern "C" __global__ void normalise(double* scores, int S) {
    __shared__ double partial[64];
    double* row = scores + (long long)blockIdx.x * S;
    double largest = row[0];
    for (int j = threadIdx.x; j < S; j += 64) largest = fmax(largest, row[j]);
    partial[threadIdx.x] = largest;
    __syncthreads();
    for (int t = 0; t < 64; t++) largest = fmax(largest, partial[t]);
    __syncthreads();
    double own = 0.0;
    for (int j = threadIdx.x; j < S; j += 64) own += row[j] = exp(row[j] - largest);
    partial[threadIdx.x] = own;
    __syncthreads();
    double sum = 0.0;
    for (int t = 0; t < 64; t++) sum += partial[t];
    for (int j = threadIdx.x; j < S; j += 64) row[j] /= sum;
}

extern "C" __global__ void weigh(const double* scores, const float* v, float* o, int M, int N, int K) {
    long long head = blockIdx.z;
    product<false>(scores + head * M * K, v + head * K * N, o + head * M * N, M, N, K, 1.0);
}
