/*---
launch:
  - kernel: lower_matmul
    grid: ["ceildiv(M, 128)", "ceildiv(M, 128)"]
    block: [256]
    args: [A, B, out, M, M, M]
---*/
// Hand-written. Tiles of 128 x 128, 8 x 8 in each thread, over the part of K that is not zero.
constexpr int ROWS = 128, COLUMNS = 128, STEP = 8, THREADS = 256;

// Four neighbours of a row of a matrix, with zeros beyond its ends; in one piece where all rows are aligned.
__device__ __forceinline__ float4 four(const float* matrix, int r, int c, int rows, int columns) {
    float4 values = make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    if (r >= rows || c >= columns) return values;
    const float* from = matrix + (long long)r * columns + c;
    if (columns % 4 == 0) return *(const float4*)from;
    values.x = from[0];
    if (c + 1 < columns) values.y = from[1];
    if (c + 2 < columns) values.z = from[2];
    if (c + 3 < columns) values.w = from[3];
    return values;
}

extern "C" __global__ void __launch_bounds__(THREADS, 2)
    lower_matmul(const float* a, const float* b, float* out, int M, int N, int K) {
    __shared__ __align__(16) float tile_a[STEP][ROWS + 4];
    __shared__ __align__(16) float tile_b[STEP][COLUMNS + 4];
    int t = threadIdx.x;
    int row = blockIdx.y * ROWS, column = blockIdx.x * COLUMNS;
    int mine_row = t / (COLUMNS / 8) * 4, mine_column = t % (COLUMNS / 8) * 4;
    int step_a = t % 2 * 4, row_a = t / 2;
    int step_b = t / 32, column_b = t % 32 * 4;
    // The lowest rows take longest: they come first.
    row = (gridDim.y - 1 - blockIdx.y) * ROWS;
    // Row r of A ends at r, column c of B begins at c: all other products are zeros.
    int first = column, last = min(K, row + ROWS);

    float sum[8][8] = {};
    float4 next_a, next_b;
    auto fetch = [&](int k) {
        next_a = four(a, row + row_a, k + step_a, M, K);
        next_b = four(b, k + step_b, column + column_b, K, N);
    };
    fetch(first);
    for (int k = first; k < last; k += STEP) {
        tile_a[step_a][row_a] = next_a.x;
        tile_a[step_a + 1][row_a] = next_a.y;
        tile_a[step_a + 2][row_a] = next_a.z;
        tile_a[step_a + 3][row_a] = next_a.w;
        *(float4*)&tile_b[step_b][column_b] = next_b;
        __syncthreads();
        // Beyond the end these are zeros: nobody waits for them.
        fetch(k + STEP);
#pragma unroll
        for (int i = 0; i < STEP; i++) {
            float a[8], b[8];
            *(float4*)&a[0] = *(const float4*)&tile_a[i][mine_row];
            *(float4*)&a[4] = *(const float4*)&tile_a[i][ROWS / 2 + mine_row];
            *(float4*)&b[0] = *(const float4*)&tile_b[i][mine_column];
            *(float4*)&b[4] = *(const float4*)&tile_b[i][COLUMNS / 2 + mine_column];
#pragma unroll
            for (int p = 0; p < 8; p++)
#pragma unroll
                for (int q = 0; q < 8; q++) sum[p][q] += a[p] * b[q];
        }
        __syncthreads();
    }
#pragma unroll
    for (int p = 0; p < 8; p++)
#pragma unroll
        for (int q = 0; q < 8; q++) {
            int r = row + mine_row + (p < 4 ? p : ROWS / 2 + p - 4);
            int c = column + mine_column + (q < 4 ? q : COLUMNS / 2 + q - 4);
            if (c > r) sum[p][q] = 0.0f;
        }
#pragma unroll
    for (int p = 0; p < 8; p++) {
        int r = row + mine_row + (p < 4 ? p : ROWS / 2 + p - 4);
        if (r >= M) continue;
#pragma unroll
        for (int q = 0; q < 8; q += 4) {
            int c = column + mine_column + q * (COLUMNS / 8);
            float* to = out + (long long)r * N + c;
            if (N % 4 == 0) {
                if (c < N) *(float4*)to = make_float4(sum[p][q], sum[p][q + 1], sum[p][q + 2], sum[p][q + 3]);
            } else {
#pragma unroll
                for (int n = 0; n < 4; n++)
                    if (c + n < N) to[n] = sum[p][q + n];
            }
        }
    }
}
