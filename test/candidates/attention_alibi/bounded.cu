/*---
workspace:
  norm: { type: f32, shape: [B, H, "ceildiv(S, 64)"] }
launch:
  - { kernel: norms, grid: ["ceildiv(S, 256) * B * H"], block: [128], args: [k, norm, S] }
  - { kernel: attention, grid: ["ceildiv(S, 128) * B * H"], block: [128], args: [q, k, v, o, S, H, norm] }
---*/
// The bias leaves keys far from the last one without weight, unless their scores make up for it. |q . k| is never more
// than |q| |k|: by the norms of keys, tiles in which every weight would be zero in f32 are not even fetched.
#include <cuda_bf16.h>

constexpr int D = 64;
constexpr int QUERIES = 128, KEYS = 64, THREADS = 128;
// Finite, because -inf - -inf is NaN.
constexpr float LOWEST = -3.402823466e38f;
// 1 / sqrt(D), times log2(e) because the hardware's exponential has base 2.
constexpr float SCALE = 0.125f * 1.4426950408889634f;
// Weights may be up to 2^8: far from any overflow, and a maximum that grows by less moves nothing.
constexpr float SLACK = 8.0f;
// Base 2 to this exponent and below is flushed to zero.
constexpr float NOTHING = -127.0f;
// More than all that rounding can do to a norm or a score.
constexpr float MARGIN = 1.001f;

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

__device__ unsigned pack(float low, float high) {
    __nv_bfloat162 pair = __floats2bfloat162_rn(low, high);
    return *(unsigned*)&pair;
}

// Of the eight numbers of a 16-byte piece.
__device__ float sum_of_squares(const __nv_bfloat16* piece) {
    uint4 eight = *(const uint4*)piece;
    const __nv_bfloat162* pairs = (const __nv_bfloat162*)&eight;
    float sum = 0.0f;
#pragma unroll
    for (int n = 0; n < 4; n++) {
        float2 pair = __bfloat1622float2(pairs[n]);
        sum += pair.x * pair.x + pair.y * pair.y;
    }
    return sum;
}

// The largest norm of each tile's keys, tiles in the order in which they are taken. One warp for a tile.
extern "C" __global__ void __launch_bounds__(THREADS) norms(const __nv_bfloat16* k, float* norm, int S) {
    int lane = threadIdx.x % 32, tiles = (S + KEYS - 1) / KEYS, blocks = (tiles + 3) / 4;
    int head = blockIdx.x / blocks, tile = blockIdx.x % blocks * 4 + threadIdx.x / 32;
    if (tile >= tiles) return;
    float most = 0.0f;
#pragma unroll 4
    for (int n = 0; n < KEYS; n += 4) {
        // Eight lanes for a key.
        int key = tile * KEYS + n + lane / 8;
        float squares = key < S ? sum_of_squares(k + ((long long)head * S + key) * D + lane % 8 * 8) : 0.0f;
#pragma unroll
        for (int offset = 1; offset < 8; offset *= 2) squares += __shfl_xor_sync(0xffffffffu, squares, offset);
        most = fmaxf(most, squares);
    }
    most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, 8));
    most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, 16));
    if (lane == 0) norm[(long long)head * tiles + tiles - 1 - tile] = sqrtf(most);
}

// The next tile from `from` on in which a weight can be more than zero in f32, or `tiles`. A key of norm 1 adds at most
// `reach` to the score of any query of the block, in base 2; `ahead` keys of tile 0 would lie past the sequence.
__device__ int next_tile(const float* norm, int from, int tiles, float reach, float bias, int ahead, int lane) {
    for (int first = from; first < tiles; first += 32) {
        int tile = first + lane;
        // The nearest key's score is at least -reach * norm[0]. What is no number is looked at.
        bool empty = tile >= tiles || reach * (norm[tile] + norm[0]) - bias * (float)(tile * KEYS - ahead) < NOTHING;
        unsigned some = __ballot_sync(0xffffffffu, !empty);
        if (some != 0) return first + __ffs(some) - 1;
    }
    return tiles;
}

// One block for 128 queries of one head, one warp for 32 of them as two tensor-core tiles of 16 rows. The scores'
// registers hold what the second product wants as its left operand, so weights never touch shared memory.
extern "C" __global__ void __launch_bounds__(THREADS)
attention(const __nv_bfloat16* q, const __nv_bfloat16* k, const __nv_bfloat16* v, __nv_bfloat16* o, int S,
          int H, const float* norm) {
    __shared__ __align__(16) __nv_bfloat16 tile_q[QUERIES * D];
    __shared__ __align__(16) __nv_bfloat16 tile_k[2][KEYS * D];
    __shared__ __align__(16) __nv_bfloat16 tile_v[2][KEYS * D];
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    // Blocks of one head follow each other: those that run together share its keys and values in the L2.
    int blocks = (S + QUERIES - 1) / QUERIES;
    long long head = (long long)(blockIdx.x / blocks) * S * D;
    int first_query = blockIdx.x % blocks * QUERIES;
    // The last keys weigh most, and come first: most weights of the others are nothing beside them.
    int last_key = (S - 1) / KEYS * KEYS;
    int tiles = (S + KEYS - 1) / KEYS;

    fetch<QUERIES>(tile_q, q + head, first_query, S);
    fetch<KEYS>(tile_k[0], k + head, last_key, S);
    fetch<KEYS>(tile_v[0], v + head, last_key, S);
    asm volatile("cp.async.commit_group;" ::: "memory");
    asm volatile("cp.async.wait_group 0;" ::: "memory");
    __syncthreads();

    // The largest norm of the block's queries, one thread for each.
    float most = 0.0f;
#pragma unroll
    for (int d = 0; d < D; d += 8) most += sum_of_squares(tile_q + swizzled(threadIdx.x, d));
#pragma unroll
    for (int offset = 1; offset < 32; offset *= 2) most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, offset));
    // The tiles fill the 48 KB of shared memory: norms go through one that nothing is fetched into yet.
    float* block_norm = (float*)tile_v[1];
    if (lane == 0) block_norm[warp] = most;
    __syncthreads();
#pragma unroll
    for (int n = 0; n < THREADS / 32; n++) most = fmaxf(most, block_norm[n]);
    __syncthreads();
    float reach = sqrtf(most) * (SCALE * MARGIN);
    const float* head_norm = norm + (long long)(blockIdx.x / blocks) * tiles;

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
    // The bias of a step to the next key, in base 2. The query's own part of it is the same for all keys and cancels.
    float step = exp2f(-8.0f * (float)(blockIdx.x / blocks % H + 1) / (float)H) * 1.4426950408889634f;

    for (int tile = 0, turn = 0, next; tile < tiles; tile = next, turn ^= 1) {
        int first_key = last_key - tile * KEYS;
        const __nv_bfloat16* keys = tile_k[turn];
        const __nv_bfloat16* values = tile_v[turn];
        next = next_tile(head_norm, tile + 1, tiles, reach, step, last_key + KEYS - S, lane);
        if (next < tiles) {
            fetch<KEYS>(tile_k[turn ^ 1], k + head, last_key - next * KEYS, S);
            fetch<KEYS>(tile_v[turn ^ 1], v + head, last_key - next * KEYS, S);
        }
        asm volatile("cp.async.commit_group;" ::: "memory");

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

#pragma unroll
        for (int m = 0; m < 2; m++)
#pragma unroll
            for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
                for (int e = 0; e < 4; e++) {
                    int j = first_key + n * 8 + lane % 4 * 2 + e % 2;
                    score[m][n][e] = score[m][n][e] * SCALE + step * (float)(j - (S - 1));
                }

        if (first_key + KEYS > S) {
#pragma unroll
            for (int m = 0; m < 2; m++)
#pragma unroll
                for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
                    for (int e = 0; e < 4; e++) {
                        int j = first_key + n * 8 + lane % 4 * 2 + e % 2;
                        if (j >= S) score[m][n][e] = LOWEST;
                    }
        }

        // The maximum that weights are relative to may lag behind by SLACK: while it does, nothing is rescaled.
        float higher[2][2];
        bool lags = false, weighs = false;
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
                weighs |= most - largest[m][half] >= NOTHING;
                lags |= (higher[m][half] - largest[m][half]) > SLACK;
            }
        // A tile whose weights are all zero in f32 has nothing to add.
        if (__any_sync(0xffffffffu, weighs)) {
            if (__any_sync(0xffffffffu, lags)) {
#pragma unroll
                for (int m = 0; m < 2; m++)
#pragma unroll
                    for (int half = 0; half < 2; half++) {
                        float shrink = exp2_fast((largest[m][half] - higher[m][half]));
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
                    float shift = largest[m][half];
#pragma unroll
                    for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
                        for (int e = half * 2; e < half * 2 + 2; e++) {
                            score[m][n][e] = exp2_fast(score[m][n][e] - shift);
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
