/*---
launch:
  - { kernel: attention, grid: ["ceildiv(S, 128) * B * H"], block: [128], args: [q, k, v, starts, o, S, H] }
---*/
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

// Where the document of position `from` begins. A warp looks at 128 positions at once.
__device__ int begin_of_document(const bool* starts, int from, int lane) {
    for (int last = from;; last -= 128) {
#pragma unroll
        for (int n = 0; n < 4; n++) {
            int at = last - n * 32 - 31 + lane;
            unsigned begins = __ballot_sync(0xffffffffu, at <= 0 || starts[at]);
            if (begins != 0) return max(last - n * 32 - __clz(begins), 0);
        }
    }
}

// Where the next document begins at or after `from`, or the sequence ends.
__device__ int end_of_document(const bool* starts, int from, int S, int lane) {
    for (int first = from;; first += 128) {
#pragma unroll
        for (int n = 0; n < 4; n++) {
            int at = first + n * 32 + lane;
            unsigned begins = __ballot_sync(0xffffffffu, at >= S || starts[at]);
            if (begins != 0) return min(first + n * 32 + __ffs(begins) - 1, S);
        }
    }
}

__device__ unsigned pack(float low, float high) {
    __nv_bfloat162 pair = __floats2bfloat162_rn(low, high);
    return *(unsigned*)&pair;
}

// One block for 128 queries of one head, one warp for 32 of them as two tensor-core tiles of 16 rows. The scores'
// registers hold what the second product wants as its left operand, so weights never touch shared memory.
extern "C" __global__ void __launch_bounds__(THREADS)
attention(const __nv_bfloat16* q, const __nv_bfloat16* k, const __nv_bfloat16* v, const bool* starts, __nv_bfloat16* o,
          int S, int H) {
    __shared__ __align__(16) __nv_bfloat16 tile_q[QUERIES * D];
    __shared__ __align__(16) __nv_bfloat16 tile_k[2][KEYS * D];
    __shared__ __align__(16) __nv_bfloat16 tile_v[2][KEYS * D];
    int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    // Blocks of one head follow each other: those that run together share its keys and values in the L2.
    int blocks = (S + QUERIES - 1) / QUERIES;
    long long head = (long long)(blockIdx.x / blocks) * S * D;
    const bool* packed = starts + (long long)(blockIdx.x / blocks / H) * S;
    int first_query = blockIdx.x % blocks * QUERIES, warp_query = first_query + warp * 32;

    // The keys that this warp's queries see, from the begin of the first one's document to the end of the last one's.
    int warp_first = min(warp_query, S - 1), warp_last = min(warp_query + 31, S - 1);
    int warp_begin = begin_of_document(packed, warp_first, lane);
    int warp_end = end_of_document(packed, warp_last + 1, S, lane);
    // Bit r: a document begins at the warp's query r.
    unsigned begins = __ballot_sync(0xffffffffu, warp_query + lane < S && packed[warp_query + lane]);
    int begin[2][2], end[2][2];
#pragma unroll
    for (int m = 0; m < 2; m++)
#pragma unroll
        for (int half = 0; half < 2; half++) {
            int row = m * 16 + half * 8 + lane / 4;
            unsigned upto = begins & (0xffffffffu >> (31 - row)), after = begins & (0xfffffffeu << row);
            begin[m][half] = upto != 0 ? warp_query + 31 - __clz(upto) : warp_begin;
            end[m][half] = after != 0 ? warp_query + __ffs(after) - 1 : warp_end;
        }
    bool one_document = (begins & 0xfffffffeu) == 0;

    // The tiles fill the 48 KB of shared memory: the block's range goes through one that nothing is fetched into yet.
    int* block_range = (int*)tile_v[1];
    if (warp == 0) block_range[0] = warp_begin;
    if (warp == THREADS / 32 - 1) block_range[1] = warp_end;
    __syncthreads();
    int first_tile = block_range[0] / KEYS * KEYS;
    int tiles = (block_range[1] - first_tile + KEYS - 1) / KEYS;

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

            if (!one_document || first_key < warp_begin || first_key + KEYS > warp_end) {
#pragma unroll
                for (int m = 0; m < 2; m++)
#pragma unroll
                    for (int n = 0; n < KEYS / 8; n++)
#pragma unroll
                        for (int e = 0; e < 4; e++) {
                            int j = first_key + n * 8 + lane % 4 * 2 + e % 2;
                            if (j < begin[m][e / 2] || j >= end[m][e / 2]) score[m][n][e] = LOWEST;
                        }
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
