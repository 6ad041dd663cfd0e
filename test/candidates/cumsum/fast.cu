/*---
launch:
  - { kernel: cumsum, grid: [M], block: [256], args: [x, y, N] }
---*/
constexpr int THREADS = 256;
constexpr int WARPS = THREADS / 32;
constexpr int VECTORS = 8;
constexpr int TILE = 4 * THREADS * VECTORS;
static_assert(WARPS * VECTORS == 64, "warp 0 scans the warps' totals, two in each lane");

// Each lane gets the sum of all lanes up to itself, its own included.
__device__ float scan_warp(float sum) {
    int lane = threadIdx.x % 32;
#pragma unroll
    for (int offset = 1; offset < 32; offset *= 2) {
        float left = __shfl_up_sync(0xffffffffu, sum, offset);
        if (lane >= offset) sum += left;
    }
    return sum;
}

// The exclusive sum comes from the neighbour: subtracting a lane's own part would cancel.
__device__ float before(float inclusive) {
    float left = __shfl_up_sync(0xffffffffu, inclusive, 1);
    return threadIdx.x % 32 == 0 ? 0.0f : left;
}

__device__ float4 load(const float* row, int n, int N, bool aligned) {
    if (aligned) return n < N ? __ldcs((const float4*)(row + n)) : make_float4(0.0f, 0.0f, 0.0f, 0.0f);
    return make_float4(n < N ? row[n] : 0.0f, n + 1 < N ? row[n + 1] : 0.0f, n + 2 < N ? row[n + 2] : 0.0f,
                       n + 3 < N ? row[n + 3] : 0.0f);
}

__device__ void store(float* row, int n, int N, bool aligned, float4 v) {
    if (aligned) {
        if (n < N) __stcs((float4*)(row + n), v);
        return;
    }
    if (n < N) row[n] = v.x;
    if (n + 1 < N) row[n + 1] = v.y;
    if (n + 2 < N) row[n + 2] = v.z;
    if (n + 3 < N) row[n + 3] = v.w;
}

// One block for each row, which it takes in tiles of 8192. Each of a tile's 64 warp-wide pieces is scanned on its own;
// then one warp scans the pieces' totals. So a tile costs two barriers, and no sum has more than some 20 roundings.
extern "C" __global__ void __launch_bounds__(THREADS) cumsum(const float* x, float* y, int N) {
    __shared__ float totals[VECTORS * WARPS];
    __shared__ float tile_total;
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;
    bool aligned = N % 4 == 0 && ((size_t)x | (size_t)y) % 16 == 0;
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32;

    float carry = 0.0f;
    for (int first = 0; first < N; first += TILE) {
        float4 v[VECTORS];
        float below[VECTORS];
#pragma unroll
        for (int j = 0; j < VECTORS; j++) v[j] = load(in, first + 4 * (j * THREADS + threadIdx.x), N, aligned);
#pragma unroll
        for (int j = 0; j < VECTORS; j++) {
            v[j].y += v[j].x;
            v[j].z += v[j].y;
            v[j].w += v[j].z;
            float sum = scan_warp(v[j].w);
            below[j] = before(sum);
            if (lane == 31) totals[j * WARPS + warp] = sum;
        }
        __syncthreads();
        if (warp == 0) {
            float even = totals[2 * lane], odd = totals[2 * lane + 1];
            float sum = scan_warp(even + odd);
            float left = before(sum);
            totals[2 * lane] = left;
            totals[2 * lane + 1] = left + even;
            if (lane == 31) tile_total = sum;
        }
        __syncthreads();
#pragma unroll
        for (int j = 0; j < VECTORS; j++) {
            float base = carry + (totals[j * WARPS + warp] + below[j]);
            float4 result = make_float4(base + v[j].x, base + v[j].y, base + v[j].z, base + v[j].w);
            store(out, first + 4 * (j * THREADS + threadIdx.x), N, aligned, result);
        }
        carry += tile_total;
        // The next tile writes its totals over these.
        __syncthreads();
    }
}
