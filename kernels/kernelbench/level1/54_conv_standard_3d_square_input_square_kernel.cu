/*---
dims: { kernel_size: 3 }
launch:
  - kernel: conv3d
    grid:
      - "ceildiv((depth - kernel_size + 1) * (width - kernel_size + 1) * (height - kernel_size + 1), 128)"
      - "ceildiv(out_channels, 64)"
      - batch_size
    block: [128]
    args:
      - conv3d_weight
      - x
      - out
      - out_channels
      - "(depth - kernel_size + 1) * (width - kernel_size + 1) * (height - kernel_size + 1)"
      - "in_channels * kernel_size * kernel_size * kernel_size"
      - in_channels
      - depth
      - width
      - height
---*/
// Hand-written. A product of the weights and of x seen as [channels and taps, places], tile by tile, without writing
// that down.
constexpr int ROWS = 64, COLUMNS = 128, STEP = 8;
constexpr int THREADS = ROWS / 8 * (COLUMNS / 8);
constexpr int R = 3, S = 3, T = 3, TAPS = R * S * T;

extern "C" __global__ void __launch_bounds__(THREADS, 3)
    conv3d(const float* weight, const float* x, float* out, int M, int N, int K, int C, int D, int H, int W) {
    __shared__ __align__(16) float tile_a[STEP][ROWS + 4];
    __shared__ __align__(16) float tile_b[STEP][COLUMNS];
    int t = threadIdx.x;
    int row = blockIdx.y * ROWS, column = blockIdx.x * COLUMNS;
    int mine_row = t / (COLUMNS / 8) * 4, mine_column = t % (COLUMNS / 8) * 4;
    // Every thread loads from one column only, as THREADS is a multiple of COLUMNS.
    int spot = column + t % COLUMNS;
    const float* image = x + (long long)blockIdx.z * C * D * H * W;
    out += (long long)blockIdx.z * M * N;
    int area = D * H * W;
    int down = H - S + 1, across = W - T + 1;
    int plane = spot / (down * across), line = spot / across % down, place = spot % across;
    const float* corner = image + (plane * H + line) * W + place;
    auto load_a = [&](int r, int i) {
        return r < M && i < K ? weight[(long long)r * K + i] : 0.0f;
    };
    auto load_b = [&](int i) {
        long long channel = (long long)(i / TAPS) * area;
        return i < K && spot < N ? corner[channel + (i / (S * T) % R * H + i / T % S) * W + i % T] : 0.0f;
    };

    float next_a[ROWS * STEP / THREADS], next_b[COLUMNS * STEP / THREADS];
    auto fetch = [&](int k) {
#pragma unroll
        for (int n = 0; n < ROWS * STEP / THREADS; n++) {
            int at = t + n * THREADS;
            next_a[n] = load_a(row + at / STEP, k + at % STEP);
        }
#pragma unroll
        for (int n = 0; n < COLUMNS * STEP / THREADS; n++) next_b[n] = load_b(k + (t + n * THREADS) / COLUMNS);
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
        for (int n = 0; n < COLUMNS * STEP / THREADS; n++)
            tile_b[(t + n * THREADS) / COLUMNS][t % COLUMNS] = next_b[n];
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
