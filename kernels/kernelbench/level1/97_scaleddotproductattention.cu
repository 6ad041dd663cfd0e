/*---
workspace:
  scores: { type: f32, shape: [batch_size, num_heads, sequence_length, sequence_length] }
launch:
  - kernel: score
    grid: ["ceildiv(sequence_length, 128) * ceildiv(sequence_length, 128) * batch_size * num_heads"]
    block: [256]
    args: [Q, K, scores, sequence_length, sequence_length, embedding_dimension]
  - kernel: normalise
    grid: ["ceildiv(batch_size * num_heads * sequence_length, 4)"]
    block: [32, 4]
    args: [scores, sequence_length, "batch_size * num_heads * sequence_length"]
  - kernel: weigh
    grid: ["ceildiv(embedding_dimension, 128) * ceildiv(sequence_length, 128) * batch_size * num_heads"]
    block: [256]
    args: [scores, V, out, sequence_length, embedding_dimension, sequence_length]
---*/
// Hand-written. The scores of all heads go to memory in tiles of 128 x 128, a warp normalises each row, and the values
// are weighed in tiles likewise; products are of f32.
constexpr int ROWS = 128, COLUMNS = 128, STEP = 8, THREADS = 256;

// c = a b for M x K and K x N, with b given as N x K when it is transposed. Each thread makes 8 x 8 of a tile of
// 128 x 128; the next step is on its way while one is computed.
template <bool TRANSPOSED>
__device__ void product(const float* a, const float* b, float* c_out, int M, int N, int K, float scale) {
    int tiles_n = (N + COLUMNS - 1) / COLUMNS, tiles_m = (M + ROWS - 1) / ROWS;
    long long block = blockIdx.x, head = block / tiles_n / tiles_m;
    a += head * M * K;
    b += head * N * K;
    c_out += head * M * N;
    __shared__ __align__(16) float tile_a[STEP][ROWS + 4];
    __shared__ __align__(16) float tile_b[STEP][COLUMNS + 4];
    int t = threadIdx.x;
    int row = int(block / tiles_n % tiles_m) * ROWS, column = int(block % tiles_n) * COLUMNS;
    int mine_row = t / (COLUMNS / 8) * 4, mine_column = t % (COLUMNS / 8) * 4;

    float next_a[ROWS * STEP / THREADS], next_b[COLUMNS * STEP / THREADS];
    auto fetch = [&](int k) {
#pragma unroll
        for (int n = 0; n < ROWS * STEP / THREADS; n++) {
            int at = t + n * THREADS, r = row + at / STEP, i = k + at % STEP;
            next_a[n] = r < M && i < K ? a[(long long)r * K + i] : 0.0f;
        }
#pragma unroll
        for (int n = 0; n < COLUMNS * STEP / THREADS; n++) {
            int at = t + n * THREADS;
            int i = k + (TRANSPOSED ? at % STEP : at / COLUMNS), c = column + (TRANSPOSED ? at / STEP : at % COLUMNS);
            next_b[n] = i < K && c < N ? b[TRANSPOSED ? (long long)c * K + i : (long long)i * N + c] : 0.0f;
        }
    };

    float sum[8][8] = {};
    fetch(0);
    for (int k = 0; k < K; k += STEP) {
#pragma unroll
        for (int n = 0; n < ROWS * STEP / THREADS; n++) {
            int at = t + n * THREADS;
            tile_a[at % STEP][at / STEP] = next_a[n];
        }
#pragma unroll
        for (int n = 0; n < COLUMNS * STEP / THREADS; n++) {
            int at = t + n * THREADS;
            tile_b[TRANSPOSED ? at % STEP : at / COLUMNS][TRANSPOSED ? at / STEP : at % COLUMNS] = next_b[n];
        }
        __syncthreads();
        // Beyond the end these are zeros: nobody waits for them.
        fetch(k + STEP);
#pragma unroll
        for (int i = 0; i < STEP; i++) {
            float x[8], y[8];
            *(float4*)&x[0] = *(const float4*)&tile_a[i][mine_row];
            *(float4*)&x[4] = *(const float4*)&tile_a[i][ROWS / 2 + mine_row];
            *(float4*)&y[0] = *(const float4*)&tile_b[i][mine_column];
            *(float4*)&y[4] = *(const float4*)&tile_b[i][COLUMNS / 2 + mine_column];
#pragma unroll
            for (int p = 0; p < 8; p++)
#pragma unroll
                for (int q = 0; q < 8; q++) sum[p][q] += x[p] * y[q];
        }
        __syncthreads();
    }
#pragma unroll
    for (int p = 0; p < 8; p++)
#pragma unroll
        for (int q = 0; q < 8; q++) {
            int r = row + mine_row + (p < 4 ? p : ROWS / 2 + p - 4);
            int c = column + mine_column + (q < 4 ? q : COLUMNS / 2 + q - 4);
            if (r < M && c < N) c_out[(long long)r * N + c] = sum[p][q] * scale;
        }
}

extern "C" __global__ void __launch_bounds__(THREADS, 2)
    score(const float* q, const float* k, float* scores, int M, int N, int K) {
    product<true>(q, k, scores, M, N, K, 1.0f / sqrtf((float)K));
}

// One warp for each row.
extern "C" __global__ void normalise(float* scores, int S, long long rows) {
    long long number = (long long)blockIdx.x * 4 + threadIdx.y;
    if (number >= rows) return;
    float* row = scores + number * S;
    float largest = row[0];
    for (int j = threadIdx.x; j < S; j += 32) largest = fmaxf(largest, row[j]);
    for (int offset = 16; offset > 0; offset /= 2) largest = fmaxf(largest, __shfl_xor_sync(~0u, largest, offset));
    float sum = 0.0f;
    for (int j = threadIdx.x; j < S; j += 32) sum += row[j] = __expf(row[j] - largest);
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(~0u, sum, offset);
    float scale = 1.0f / sum;
    for (int j = threadIdx.x; j < S; j += 32) row[j] *= scale;
}

extern "C" __global__ void __launch_bounds__(THREADS, 2)
    weigh(const float* scores, const float* v, float* o, int M, int N, int K) {
    product<false>(scores, v, o, M, N, K, 1.0f);
}
