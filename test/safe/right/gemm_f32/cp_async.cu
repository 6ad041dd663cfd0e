/*---
launch:
  - kernel: gemm
    grid: ["N / 64", "M / 64"]
    block: [256]
    shared: "3 * (64 * 20 + 16 * 64) * 4"
    args: [a, b, c, N, K]
---*/
// Three stages that asynchronous copies fill two steps ahead.
constexpr int TILE = 64, STEP = 16, STAGES = 3, PITCH = STEP + 4;
constexpr int STAGE = TILE * PITCH + STEP * TILE;

__device__ void copy16(float* to, const float* from) {
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"((unsigned)__cvta_generic_to_shared(to)), "l"(from)
                 : "memory");
}

extern "C" __global__ void gemm(const float* a, const float* b, float* c, int N, int K) {
    extern __shared__ __align__(16) float stages[];
    int t = threadIdx.x, tx = t % 16, ty = t / 16, steps = K / STEP;
    int first_row = blockIdx.y * TILE, first_column = blockIdx.x * TILE;
    auto fetch = [&](int step) {
        if (step < steps) {
            float* tile_a = stages + step % STAGES * STAGE;
            float* tile_b = tile_a + TILE * PITCH;
            copy16(tile_a + t / 4 * PITCH + t % 4 * 4, a + (size_t)(first_row + t / 4) * K + step * STEP + t % 4 * 4);
            copy16(tile_b + t * 4, b + (size_t)(step * STEP + t / 16) * N + first_column + t % 16 * 4);
        }
        asm volatile("cp.async.commit_group;" ::: "memory");
    };
    float sum[4][4] = {};
    fetch(0);
    fetch(1);
    for (int step = 0; step < steps; step++) {
        asm volatile("cp.async.wait_group 1;" ::: "memory");
        __syncthreads();
        fetch(step + 2);
        const float* tile_a = stages + step % STAGES * STAGE;
        const float* tile_b = tile_a + TILE * PITCH;
#pragma unroll
        for (int i = 0; i < STEP; i++) {
            float left[4];
            float4 right = *(const float4*)(tile_b + i * TILE + tx * 4);
#pragma unroll
            for (int m = 0; m < 4; m++) left[m] = tile_a[(ty * 4 + m) * PITCH + i];
#pragma unroll
            for (int m = 0; m < 4; m++) {
                sum[m][0] += left[m] * right.x;
                sum[m][1] += left[m] * right.y;
                sum[m][2] += left[m] * right.z;
                sum[m][3] += left[m] * right.w;
            }
        }
    }
#pragma unroll
    for (int m = 0; m < 4; m++)
        *(float4*)(c + (size_t)(first_row + ty * 4 + m) * N + first_column + tx * 4) =
            make_float4(sum[m][0], sum[m][1], sum[m][2], sum[m][3]);
}
