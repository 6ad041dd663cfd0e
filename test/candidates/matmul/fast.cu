/*---
launch:
  - { kernel: matmul, grid: ["ceildiv(N, 128)", "ceildiv(M, 128)"], block: [256], args: [a, b, c, M, N, K] }
---*/
constexpr int BM = 128, BN = 128, BK = 8;
constexpr int THREADS = 256;
// The tile of `a` is kept transposed. Four floats of padding keep its rows on 16-byte boundaries and spread the stores.
constexpr int PITCH = BM + 4;

// Four neighbours of one row, zeros past the edges. Where `vectors` holds, column and columns are multiples of 4.
__device__ float4 load(const float* matrix, int row, int rows, int column, int columns, bool vectors) {
    if (row >= rows) return make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    const float* p = matrix + (long long)row * columns;
    if (vectors) return column < columns ? *(const float4*)(p + column) : make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    return make_float4(column < columns ? p[column] : 0.0f, column + 1 < columns ? p[column + 1] : 0.0f,
                       column + 2 < columns ? p[column + 2] : 0.0f, column + 3 < columns ? p[column + 3] : 0.0f);
}

// Each thread owns 8 x 8 results as four blocks of 4 x 4. A warp covers 64 rows and 32 columns, 8 lanes by 4.
extern "C" __global__ void __launch_bounds__(THREADS, 2)
matmul(const float* a, const float* b, float* c, int M, int N, int K) {
    __shared__ __align__(16) float tile_a[2][BK][PITCH];
    __shared__ __align__(16) float tile_b[2][BK][BN];
    int t = threadIdx.x, lane = t % 32, warp = t / 32;
    int first_row = blockIdx.y * BM, first_column = blockIdx.x * BN;
    int row = warp / 4 * 64 + lane / 4 * 4;
    int column = warp % 4 * 32 + lane % 4 * 4;
    bool vectors_a = K % 4 == 0 && (size_t)a % 16 == 0;
    bool vectors_b = N % 4 == 0 && (size_t)b % 16 == 0;

    // While loading, each thread has four floats of either tile: 2 threads a row of `a`, 32 a row of `b`.
    float4 next_a, next_b;
    auto fetch = [&](int k) {
        next_a = load(a, first_row + t / 2, M, k + t % 2 * 4, K, vectors_a);
        next_b = load(b, k + t / 32, K, first_column + t % 32 * 4, N, vectors_b);
    };
    auto keep = [&](int buffer) {
        tile_a[buffer][t % 2 * 4 + 0][t / 2] = next_a.x;
        tile_a[buffer][t % 2 * 4 + 1][t / 2] = next_a.y;
        tile_a[buffer][t % 2 * 4 + 2][t / 2] = next_a.z;
        tile_a[buffer][t % 2 * 4 + 3][t / 2] = next_a.w;
        *(float4*)&tile_b[buffer][t / 32][t % 32 * 4] = next_b;
    };

    float sum[8][8] = {};
    fetch(0);
    keep(0);
    __syncthreads();
    int buffer = 0;
    for (int k = 0; k < K; k += BK) {
        // The next tiles travel from memory while this one is multiplied.
        bool more = k + BK < K;
        if (more) fetch(k + BK);
#pragma unroll
        for (int i = 0; i < BK; i++) {
            float left[8], right[8];
            *(float4*)&left[0] = *(const float4*)&tile_a[buffer][i][row];
            *(float4*)&left[4] = *(const float4*)&tile_a[buffer][i][row + 32];
            *(float4*)&right[0] = *(const float4*)&tile_b[buffer][i][column];
            *(float4*)&right[4] = *(const float4*)&tile_b[buffer][i][column + 16];
#pragma unroll
            for (int m = 0; m < 8; m++)
#pragma unroll
                for (int n = 0; n < 8; n++) sum[m][n] += left[m] * right[n];
        }
        // One barrier is enough: the other buffer was last read before the previous one.
        if (more) keep(buffer ^ 1);
        __syncthreads();
        buffer ^= 1;
    }

    bool vectors_c = N % 4 == 0 && (size_t)c % 16 == 0;
#pragma unroll
    for (int m = 0; m < 8; m++) {
        int r = first_row + row + m / 4 * 32 + m % 4;
        if (r >= M) continue;
#pragma unroll
        for (int half = 0; half < 2; half++) {
            int s = first_column + column + half * 16;
            float* out = c + (long long)r * N + s;
            if (vectors_c) {
                if (s < N)
                    *(float4*)out = make_float4(sum[m][half * 4], sum[m][half * 4 + 1], sum[m][half * 4 + 2],
                                                sum[m][half * 4 + 3]);
            } else {
#pragma unroll
                for (int n = 0; n < 4; n++)
                    if (s + n < N) out[n] = sum[m][half * 4 + n];
            }
        }
    }
}
