/*---
launch:
  # Four stages of one 128 x 32 tile of a (pitch 40) and one 32 x 128 tile of b (pitch 136), two bytes an element.
  - kernel: matmul
    grid: ["ceildiv(N, 128)", "ceildiv(M, 128)"]
    block: [128]
    shared: "4 * (128 * 40 + 32 * 136) * 2"
    args: [a, b, c, M, N, K]
---*/
#include <cuda_fp16.h>

constexpr int BM = 128, BN = 128, BK = 32;
constexpr int THREADS = 128;
constexpr int STAGES = 4;
// Pitches of 80 and 272 bytes: eight rows of 16 bytes then fall into eight different groups of banks.
constexpr int PITCH_A = BK + 8, PITCH_B = BN + 8;
constexpr int STAGE = BM * PITCH_A + BK * PITCH_B;

__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

// Eight neighbours of one row, zeros past the edges. Where `vectors` holds, column and columns are multiples of 8.
__device__ void copy(__half* to, const __half* matrix, int row, int rows, int column, int columns, bool vectors) {
    if (vectors) {
        bool inside = row < rows && column < columns;
        const __half* from = inside ? matrix + (long long)row * columns + column : matrix;
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;"
                     :
                     : "r"(shared_address(to)), "l"(from), "r"(inside ? 16 : 0)
                     : "memory");
    } else {
        for (int i = 0; i < 8; i++) {
            bool inside = row < rows && column + i < columns;
            to[i] = inside ? matrix[(long long)row * columns + column + i] : __float2half_rn(0.0f);
        }
    }
}

__device__ void load_matrices(unsigned (&r)[4], const __half* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(shared_address(row))
                 : "memory");
}

__device__ void load_matrices_transposed(unsigned (&r)[4], const __half* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(shared_address(row))
                 : "memory");
}

__device__ void multiply_add(float (&d)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%10, %11, %12, %13};"
                 : "=f"(d[0]), "=f"(d[1]), "=f"(d[2]), "=f"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1), "f"(d[0]), "f"(d[1]), "f"(d[2]),
                   "f"(d[3]));
}

// Four warps, each with 64 x 64 results: 4 x 8 tensor-core tiles of 16 x 8.
extern "C" __global__ void __launch_bounds__(THREADS, 2)
matmul(const __half* a, const __half* b, __half* c, int M, int N, int K) {
    extern __shared__ __align__(16) __half stages[];
    int t = threadIdx.x, lane = t % 32, warp = t / 32;
    int first_row = blockIdx.y * BM, first_column = blockIdx.x * BN;
    int warp_row = warp / 2 * 64, warp_column = warp % 2 * 64;
    bool vectors_a = K % 8 == 0 && (size_t)a % 16 == 0;
    bool vectors_b = N % 8 == 0 && (size_t)b % 16 == 0;
    int steps = (K + BK - 1) / BK;

    // Every step commits a group, even an empty one: the number of groups in flight says which stage is complete.
    auto fetch = [&](int step) {
        if (step < steps) {
            __half* tile_a = stages + step % STAGES * STAGE;
            __half* tile_b = tile_a + BM * PITCH_A;
            for (int v = t; v < BM * BK / 8; v += THREADS) {
                int row = v / (BK / 8), column = v % (BK / 8) * 8;
                copy(tile_a + row * PITCH_A + column, a, first_row + row, M, step * BK + column, K, vectors_a);
            }
            for (int v = t; v < BK * BN / 8; v += THREADS) {
                int row = v / (BN / 8), column = v % (BN / 8) * 8;
                copy(tile_b + row * PITCH_B + column, b, step * BK + row, K, first_column + column, N, vectors_b);
            }
        }
        asm volatile("cp.async.commit_group;" ::: "memory");
    };

    float sum[4][8][4] = {};
    for (int step = 0; step < STAGES - 1; step++) fetch(step);
    for (int step = 0; step < steps; step++) {
        asm volatile("cp.async.wait_group %0;" ::"n"(STAGES - 2) : "memory");
        // After this barrier everybody's copies have arrived, and nobody reads the stage that is filled next.
        __syncthreads();
        fetch(step + STAGES - 1);
        const __half* tile_a = stages + step % STAGES * STAGE;
        const __half* tile_b = tile_a + BM * PITCH_A;
#pragma unroll
        for (int k = 0; k < BK; k += 16) {
            unsigned left[4][4], right[4][4];
#pragma unroll
            for (int m = 0; m < 4; m++)
                load_matrices(left[m], tile_a + (warp_row + m * 16 + lane % 16) * PITCH_A + k + lane / 16 * 8);
#pragma unroll
            for (int n = 0; n < 4; n++)
                load_matrices_transposed(right[n],
                                         tile_b + (k + lane % 16) * PITCH_B + warp_column + n * 16 + lane / 16 * 8);
#pragma unroll
            for (int m = 0; m < 4; m++)
#pragma unroll
                for (int n = 0; n < 8; n++)
                    multiply_add(sum[m][n], left[m], right[n / 2][n % 2 * 2], right[n / 2][n % 2 * 2 + 1]);
        }
    }

    bool pairs = N % 2 == 0 && (size_t)c % 4 == 0;
#pragma unroll
    for (int m = 0; m < 4; m++)
#pragma unroll
        for (int half = 0; half < 2; half++) {
            int row = first_row + warp_row + m * 16 + half * 8 + lane / 4;
            if (row >= M) continue;
#pragma unroll
            for (int n = 0; n < 8; n++) {
                int column = first_column + warp_column + n * 8 + lane % 4 * 2;
                __half* out = c + (long long)row * N + column;
                float low = sum[m][n][half * 2], high = sum[m][n][half * 2 + 1];
                if (pairs) {
                    if (column < N) *(__half2*)out = __floats2half2_rn(low, high);
                } else {
                    if (column < N) out[0] = __float2half_rn(low);
                    if (column + 1 < N) out[1] = __float2half_rn(high);
                }
            }
        }
}
