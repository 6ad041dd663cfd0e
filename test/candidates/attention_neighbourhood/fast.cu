/*---
launch:
  - { kernel: attention, grid: ["ceildiv(Y * X, 128) * B * H"], block: [128], args: [q, k, v, o, Y, X, R] }
---*/
// Positions go row by row, so that the rows of a window are keys in a row: columns beside it are masked.
#include <cuda_bf16.h>

constexpr int D = 64;
constexpr int QUERIES = 128, KEYS = 64, THREADS = 128;
// Finite, because -inf - -inf is NaN.
constexpr float LOWEST = -3.402823466e38f;
// 1 / sqrt(D), times log2(e) because the hardware's exponential has base 2.
constexpr float SCALE = 0.125f * 1.4426950408889634f;
// Weights may be up to 2^8: far from any overflow, and a maximum that grows by less moves nothing.
constexpr float SLACK = 8.0f;

__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

// Rows of 128 bytes with their 16-byte pieces exchanged by row, so that eight rows' pieces lie in different banks.
__device__ int swizzled(int row, int column) { return row * D + ((column / 8 ^ row % 8) * 8); }

// Begins to copy rows of one head; rows past the end of the sequence become zeros.
template <int ROWS>
__device__ void fetch(__nv_bfloat16* tile, const __nv_bfloat16* from, int first, int S) {
    int row = threadIdx.x / (D / 8), column = threadIdx.x % (D / 8) * 8;
#pragma unroll
    for (; row < ROWS; row += THREADS / (D / 8)) {
        bool inside = first + row < S;
        const __nv_bfloat16* source = inside ? from + (long long)(first + row) * D + column : from;
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                     :
                     : "r"(shared_address(tile + swizzled(row, column))), "l"(source), "r"(inside ? 16 : 0)
                     : "memory");
    }
}

__device__ void load_matrices(unsigned (&r)[4], const __nv_bfloat16* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(shared_address(row))
                 : "memory");
}

__device__ void load_matrices_transposed(unsigned (&r)[4], const __nv_bfloat16* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(shared_address(row))
                 : "memory");
}

__device__ void multiply_add(float (&d)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
    asm("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
        "{%0, %1, %2, %3};"
        : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
        : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

__device__ float exp2_fast(float x) {
    float y;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(y) : "f"(x));
    return y;
}

// Where the window of a position begins, of `length` positions and `more` besides the first in the window.
__device__ int window_begin(int at, int R, int length, int more) { return min(max(at - R, 0), length - 1 - more); }

__device__ bool inside(int at, int begin, int more) { return (unsigned)(at - begin) <= (unsigned)more; }

__device__ unsigned pack(float low, float high) {
    __nv_bfloat162 pair = __floats2bfloat162_rn(low, high);
    return *(unsigned*)&pair;
}

// One block for 128 queries of one head, one warp for 32 of them as two tensor-core tiles of 16 rows. The scores'
// registers hold what the second product wants as its left operand, so weights never touch shared memory.
extern "C" __global__ void __launch_bounds__(THREADS)
attention(const __nv_bfloat16* q, const __nv_bfloat16* k, const __nv_bfloat16* v, __nv_bfloat16* o, int Y, int X,
          int R) {
    __shared__ __align__(16) __nv_bfloat16 tile_q[QUERIES * D];
    __shared__ __align__(16) __nv_bfloat16 tile_k[2][KEYS * D];
    __shared__ __align__(16) __nv_bfloat16 tile_v[2][KEYS * D];
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    // Blocks of one head follow each other: those that run together share its keys and values in the L2.
    int S = Y * X, blocks = (S + QUERIES - 1) / QUERIES;
    long long head = (long long)(blockIdx.x / blocks) * S * D;
    int first_query = blockIdx.x % blocks * QUERIES, warp_query = first_query + warp * 32;

    // Windows are moved inwards at the edges, not cut off, so that all have as many rows and columns.
    int height = min(2 * min(R, Y), Y - 1), width = min(2 * min(R, X), X - 1);
    int top[2][2], left_of[2][2];
#pragma unroll
    for (int m = 0; m < 2; m++)
#pragma unroll
        for (int half = 0; half < 2; half++) {
            int i = warp_query + m * 16 + half * 8 + lane / 4;
            top[m][half] = window_begin(i / X, R, Y, height);
            left_of[m][half] = window_begin(i % X, R, X, width);
        }
    // The keys from the first row of the first query's window to the last row of the last one's, for block and warp.
    int last_query = min(first_query + QUERIES, S) - 1;
    int first_tile = window_begin(first_query / X, R, Y, height) * X / KEYS * KEYS;
    int tiles = ((window_begin(last_query / X, R, Y, height) + height + 1) * X - first_tile + KEYS - 1) / KEYS;
    int warp_begin = window_begin(warp_query / X, R, Y, height) * X;
    int warp_end = (window_begin((warp_query + 31) / X, R, Y, height) + height + 1) * X;

    fetch<QUERIES>(tile_q, q + head, first_query, S);
    fetch<KEYS>(tile_k[0], k + head, first_tile, S);
    fetch<KEYS>(tile_v[0], v + head, first_tile, S);
    asm volatile("cp.async.commit_group;" ::: "memory");
    asm volatile("cp.async.wait_group 0;" ::: "memory");
    __syncthreads();

    unsigned query[2][D / 16][4];
#pragma unroll
    for (int m = 0; m < 2; m++)
#pragma unroll
        for (int d = 0; d < D / 16; d++)
            load_matrices(query[m][d], tile_q + swizzled(warp * 32 + m * 16 + lane % 16, d * 16 + lane / 16 * 8));

    // [m][half] stands for row m * 16 + half * 8 + lane / 4 of the warp's 32.
    float sum[2][D / 8][4] = {};
    float largest[2][2], total[2][2] = {};
#pragma unroll
    for (int m = 0; m < 2; m++) largest[m][0] = largest[m][1] = LOWEST;

    for (int tile = 0; tile < tiles; tile++) {
        int first_key = first_tile + tile * KEYS;
        const __nv_bfloat16* keys = tile_k[tile % 2];
        const __nv_bfloat16* values = tile_v[tile % 2];
        if (tile + 1 < tiles) {
            fetch<KEYS>(tile_k[(tile + 1) % 2], k + head, first_key + KEYS, S);
            fetch<KEYS>(tile_v[(tile + 1) % 2], v + head, first_key + KEYS, S);
        }
        asm volatile("cp.async.commit_group;" ::: "memory");

        if (first_key < warp_end && first_key + KEYS > warp_begin) {
            float score[2][KEYS / 8][4] = {};
#pragma unroll
            for (int d = 0; d < D / 16; d++)
#pragma unroll
                for (int n = 0; n < KEYS / 16; n++) {
                    unsigned right[4];
                    load_matrices(right, keys + swizzled(n * 16 + lane / 16 * 8 + lane % 8, d * 16 + lane / 8 % 2 * 8));
#pragma unroll
                    for (int m = 0; m < 2; m++) {
                        multiply_add(score[m][2 * n], query[m][d], right[0], right[1]);
                        multiply_add(score[m][2 * n + 1], query[m][d], right[2], right[3]);
                    }
                }

            // Row and column of a key move on with it, without a division for each.
            int r = (first_key + lane % 4 * 2) / X, c = (first_key + lane % 4 * 2) % X;
#pragma unroll
            for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
                for (int e = 0; e < 2; e++) {
#pragma unroll
                    for (int m = 0; m < 2; m++)
#pragma unroll
                        for (int half = 0; half < 2; half++)
                            if (!inside(r, top[m][half], height) || !inside(c, left_of[m][half], width))
                                score[m][n][half * 2 + e] = LOWEST;
                    for (c += e == 0 ? 1 : 7; c >= X; c -= X) r++;
                }

            // The maximum that weights are relative to may lag behind by SLACK: while it does, nothing is rescaled.
            float higher[2][2];
            bool lags = false;
#pragma unroll
            for (int m = 0; m < 2; m++)
#pragma unroll
                for (int half = 0; half < 2; half++) {
                    float most = score[m][0][half * 2];
#pragma unroll
                    for (int n = 0; n < KEYS / 8; n++)
                        most = fmaxf(most, fmaxf(score[m][n][half * 2], score[m][n][half * 2 + 1]));
                    most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, 1));
                    most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, 2));
                    higher[m][half] = fmaxf(largest[m][half], most);
                    lags |= (higher[m][half] - largest[m][half]) * SCALE > SLACK;
                }
            if (__any_sync(0xffffffffu, lags)) {
#pragma unroll
                for (int m = 0; m < 2; m++)
#pragma unroll
                    for (int half = 0; half < 2; half++) {
                        float shrink = exp2_fast((largest[m][half] - higher[m][half]) * SCALE);
                        largest[m][half] = higher[m][half];
                        total[m][half] *= shrink;
#pragma unroll
                        for (int d = 0; d < D / 8; d++) {
                            sum[m][d][half * 2] *= shrink;
                            sum[m][d][half * 2 + 1] *= shrink;
                        }
                    }
            }
#pragma unroll
            for (int m = 0; m < 2; m++)
#pragma unroll
                for (int half = 0; half < 2; half++) {
                    // A row that has seen no key of its own yet: its masked scores must not become weights.
                    float shift = largest[m][half] == LOWEST ? 0.0f : largest[m][half] * SCALE;
#pragma unroll
                    for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
                        for (int e = half * 2; e < half * 2 + 2; e++) {
                            score[m][n][e] = exp2_fast(score[m][n][e] * SCALE - shift);
                            total[m][half] += score[m][n][e];
                        }
                }

#pragma unroll
            for (int n = 0; n < KEYS / 16; n++) {
                unsigned left[2][4];
#pragma unroll
                for (int m = 0; m < 2; m++) {
                    left[m][0] = pack(score[m][2 * n][0], score[m][2 * n][1]);
                    left[m][1] = pack(score[m][2 * n][2], score[m][2 * n][3]);
                    left[m][2] = pack(score[m][2 * n + 1][0], score[m][2 * n + 1][1]);
                    left[m][3] = pack(score[m][2 * n + 1][2], score[m][2 * n + 1][3]);
                }
#pragma unroll
                for (int d = 0; d < D / 16; d++) {
                    unsigned right[4];
                    load_matrices_transposed(right, values + swizzled(n * 16 + lane % 16, d * 16 + lane / 16 * 8));
#pragma unroll
                    for (int m = 0; m < 2; m++) {
                        multiply_add(sum[m][2 * d], left[m], right[0], right[1]);
                        multiply_add(sum[m][2 * d + 1], left[m], right[2], right[3]);
                    }
                }
            }
        }

        // The next tile has arrived for everybody, and nobody reads this one any more.
        asm volatile("cp.async.wait_group 0;" ::: "memory");
        __syncthreads();
    }

    // Each warp's rows go through its part of the queries' tile, so that a row leaves in pieces of 16 bytes.
#pragma unroll
    for (int m = 0; m < 2; m++)
#pragma unroll
        for (int half = 0; half < 2; half++) {
            float all = total[m][half];
            all += __shfl_xor_sync(0xffffffffu, all, 1);
            all += __shfl_xor_sync(0xffffffffu, all, 2);
            float scale = 1.0f / all;
            int row = warp * 32 + m * 16 + half * 8 + lane / 4;
#pragma unroll
            for (int d = 0; d < D / 8; d++)
                *(unsigned*)(tile_q + swizzled(row, d * 8) + lane % 4 * 2) =
                    pack(sum[m][d][half * 2] * scale, sum[m][d][half * 2 + 1] * scale);
        }
    __syncwarp();
#pragma unroll
    for (int n = 0; n < 8; n++) {
        int row = warp * 32 + n * 4 + lane / 8, column = lane % 8 * 8;
        if (first_query + row < S)
            *(uint4*)(o + head + (long long)(first_query + row) * D + column) =
                *(const uint4*)(tile_q + swizzled(row, column));
    }
}
