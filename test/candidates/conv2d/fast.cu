/*---
launch:
  - kernel: conv2d
    grid: ["ceildiv(B * H * W, 128)", "ceildiv(K, 64)"]
    block: [128]
    args: [x, weight, y, B, C, K, H, W]
---*/
constexpr int BM = 64, BN = 128, BK = 8;
constexpr int THREADS = 128;
// Four floats of padding keep rows on 16-byte boundaries and spread the transposing stores over the banks.
constexpr int PITCH = BM + 4;

// An implicit matrix product: filters (K x 9C) times patches (9C x B H W), whose columns are gathered from the image as
// they are needed. Each thread owns one column while loading, and 8 filters x 8 positions while multiplying.
extern "C" __global__ void __launch_bounds__(THREADS)
conv2d(const float* x, const float* weight, float* y, int B, int C, int K, int H, int W) {
    __shared__ __align__(16) float tile_w[2][BK][PITCH];
    __shared__ __align__(16) float tile_x[2][BK][BN];
    int t = threadIdx.x, lane = t % 32, warp = t / 32;
    int area = H * W, positions = B * area, depth = 9 * C;
    int first_filter = blockIdx.y * BM, first_position = blockIdx.x * BN;

    int own = first_position + t;
    int h = own % area / W, w = own % W;
    const float* image = x + (long long)(own / area) * C * area;

    float next_w[BM * BK / THREADS], next_x[BK];
    auto fetch = [&](int k) {
#pragma unroll
        for (int i = 0; i < BM * BK / THREADS; i++) {
            int filter = first_filter + t / BK + i * (THREADS / BK), column = k + t % BK;
            next_w[i] = filter < K && column < depth ? weight[(long long)filter * depth + column] : 0.0f;
        }
#pragma unroll
        for (int i = 0; i < BK; i++) {
            int channel = (k + i) / 9, row = h + (k + i) % 9 / 3 - 1, column = w + (k + i) % 3 - 1;
            bool inside = own < positions && k + i < depth && row >= 0 && row < H && column >= 0 && column < W;
            next_x[i] = inside ? image[(long long)channel * area + row * W + column] : 0.0f;
        }
    };
    auto keep = [&](int buffer) {
#pragma unroll
        for (int i = 0; i < BM * BK / THREADS; i++)
            tile_w[buffer][t % BK][t / BK + i * (THREADS / BK)] = next_w[i];
#pragma unroll
        for (int i = 0; i < BK; i++) tile_x[buffer][i][t] = next_x[i];
    };

    // A warp covers 32 filters and 64 positions, 4 lanes by 8.
    int row = warp / 2 * 32 + lane / 8 * 4;
    int column = warp % 2 * 64 + lane % 8 * 4;
    float sum[8][8] = {};
    fetch(0);
    keep(0);
    __syncthreads();
    int buffer = 0;
    for (int k = 0; k < depth; k += BK) {
        bool more = k + BK < depth;
        if (more) fetch(k + BK);
#pragma unroll
        for (int i = 0; i < BK; i++) {
            float left[8], right[8];
            *(float4*)&left[0] = *(const float4*)&tile_w[buffer][i][row];
            *(float4*)&left[4] = *(const float4*)&tile_w[buffer][i][row + 16];
            *(float4*)&right[0] = *(const float4*)&tile_x[buffer][i][column];
            *(float4*)&right[4] = *(const float4*)&tile_x[buffer][i][column + 32];
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

    // With an area divisible by 4, four neighbouring positions never span two images.
    bool vectors = area % 4 == 0 && (size_t)y % 16 == 0;
#pragma unroll
    for (int half = 0; half < 2; half++) {
        int position = first_position + column + half * 32;
#pragma unroll
        for (int m = 0; m < 8; m++) {
            int filter = first_filter + row + m / 4 * 16 + m % 4;
            if (filter >= K) continue;
            if (vectors) {
                if (position >= positions) continue;
                float* out = y + ((long long)(position / area) * K + filter) * area + position % area;
                *(float4*)out = make_float4(sum[m][half * 4], sum[m][half * 4 + 1], sum[m][half * 4 + 2],
                                            sum[m][half * 4 + 3]);
            } else {
#pragma unroll
                for (int n = 0; n < 4; n++) {
                    int p = position + n;
                    if (p < positions) y[((long long)(p / area) * K + filter) * area + p % area] = sum[m][half * 4 + n];
                }
            }
        }
    }
}
