/*---
launch:
  - kernel: gemm
    grid: ["N / 128", "M / 128"]
    block: [256]
    shared: "3 * 2 * 128 * 32 * 2"
    args: [a, b, c, N, K]
---*/
// Three stages by cp.async; 16-byte pieces of a row are exchanged so that ldmatrix meets no bank twice. Eight warps
// with 64 x 32 results each.
#include <cuda_fp16.h>

constexpr int TILE = 128, STEP = 32, STAGES = 3;

__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
__device__ int swizzled(int row, int piece) { return row * STEP + ((piece ^ row / 2 % 4) * 8); }

__device__ void load_matrices(unsigned (&r)[4], const __half* row) {
    asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
                 : "=r"(r[0]), "=r"(r[1]), "=r"(r[2]), "=r"(r[3])
                 : "r"(shared_address(row))
                 : "memory");
}

__device__ void multiply_add(float (&d)[4], const unsigned (&a)[4], unsigned b0, unsigned b1) {
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, "
                 "{%0, %1, %2, %3};"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3])
                 : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

extern "C" __global__ void __launch_bounds__(256, 2)
gemm(const __half* a, const __half* b, float* c, int N, int K) {
    extern __shared__ __align__(128) __half stages[];
    int t = threadIdx.x, lane = t % 32, warp = t / 32, steps = K / STEP;
    int warp_row = warp / 4 * 64, warp_column = warp % 4 * 32;
    size_t first_row = blockIdx.y * TILE, first_column = blockIdx.x * TILE;
    auto fetch = [&](int step) {
        if (step < steps) {
            __half* tile_a = stages + step % STAGES * 2 * TILE * STEP;
            __half* tile_b = tile_a + TILE * STEP;
            for (int i = t; i < TILE * STEP / 8; i += 256) {
                int row = i / 4, piece = i % 4;
                asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(
                                 shared_address(tile_a + swizzled(row, piece))),
                             "l"(a + (first_row + row) * K + step * STEP + piece * 8)
                             : "memory");
                asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(
                                 shared_address(tile_b + swizzled(row, piece))),
                             "l"(b + (first_column + row) * K + step * STEP + piece * 8)
                             : "memory");
            }
        }
        asm volatile("cp.async.commit_group;" ::: "memory");
    };
    float sum[4][4][4] = {};
    fetch(0);
    fetch(1);
    for (int step = 0; step < steps; step++) {
        asm volatile("cp.async.wait_group 1;" ::: "memory");
        __syncthreads();
        fetch(step + 2);
        const __half* tile_a = stages + step % STAGES * 2 * TILE * STEP;
        const __half* tile_b = tile_a + TILE * STEP;
#pragma unroll
        for (int k = 0; k < STEP / 8; k += 2) {
            unsigned left[4][4], right[2][4];
#pragma unroll
            for (int m = 0; m < 4; m++)
                load_matrices(left[m], tile_a + swizzled(warp_row + m * 16 + lane % 16, k + lane / 16));
#pragma unroll
            for (int n = 0; n < 2; n++)
                load_matrices(right[n], tile_b + swizzled(warp_column + n * 16 + lane / 16 * 8 + lane % 8,
                                                          k + lane / 8 % 2));
#pragma unroll
            for (int m = 0; m < 4; m++)
#pragma unroll
                for (int n = 0; n < 4; n++)
                    multiply_add(sum[m][n], left[m], right[n / 2][n % 2 * 2], right[n / 2][n % 2 * 2 + 1]);
        }
    }
#pragma unroll
    for (int m = 0; m < 4; m++)
#pragma unroll
        for (int n = 0; n < 4; n++)
#pragma unroll
            for (int half = 0; half < 2; half++) {
                size_t row = first_row + warp_row + m * 16 + half * 8 + lane / 4;
                size_t column = first_column + warp_column + n * 8 + lane % 4 * 2;
                *(float2*)(c + row * N + column) = make_float2(sum[m][n][half * 2], sum[m][n][half * 2 + 1]);
            }
}
