/*---
workspace:
  # Rows of a multiple of 16 bytes, as a two-dimensional tensor map demands.
  padded_a: { type: f32, shape: [M, "ceildiv(K, 4) * 4"] }
  padded_b: { type: f32, shape: [K, "ceildiv(N, 4) * 4"] }
tensorMaps:
  map_a: { tensor: padded_a, box: [32, 32] }
  map_b: { tensor: padded_b, box: [32, 32] }
launch:
  - { kernel: pad, grid: ["ceildiv(K, 256)", M], block: [256], args: [a, padded_a, K, "ceildiv(K, 4) * 4"] }
  - { kernel: pad, grid: ["ceildiv(N, 256)", K], block: [256], args: [b, padded_b, N, "ceildiv(N, 4) * 4"] }
  - kernel: matmul
    grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"]
    block: [32, 32]
    args: [map_a, map_b, c, M, N, K]
---*/
// Solves matmul. One thread has the copy engine bring both tiles, and everybody waits for them at an mbarrier. Two
// stages let the next tiles travel while these are multiplied.
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};

constexpr int TILE = 32;
constexpr int STAGES = 2;

// The padding has to hold zeros: whatever else it held would be multiplied by a zero from beyond the other matrix, and
// NaN times zero is NaN.
extern "C" __global__ void pad(const float* from, float* to, int columns, int pitch) {
    int row = blockIdx.y, column = blockIdx.x * blockDim.x + threadIdx.x;
    if (column < pitch)
        to[(long long)row * pitch + column] = column < columns ? from[(long long)row * columns + column] : 0.0f;
}

__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

__device__ void copy_box(float* to, const CUtensorMap* map, int column, int row, unsigned long long* barrier) {
    asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes "
                 "[%0], [%1, {%2, %3}], [%4];"
                 :
                 : "r"(shared_address(to)), "l"(map), "r"(column), "r"(row), "r"(shared_address(barrier))
                 : "memory");
}

__device__ void wait(unsigned long long* barrier, unsigned parity) {
    unsigned complete = 0;
    while (!complete)
        asm volatile("{\n"
                     ".reg .pred p;\n"
                     "mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\n"
                     "selp.u32 %0, 1, 0, p;\n"
                     "}"
                     : "=r"(complete)
                     : "r"(shared_address(barrier)), "r"(parity)
                     : "memory");
}

extern "C" __global__ void matmul(const __grid_constant__ CUtensorMap map_a, const __grid_constant__ CUtensorMap map_b,
                                  float* c, int M, int N, int K) {
    __shared__ __align__(128) float tile_a[STAGES][TILE][TILE];
    __shared__ __align__(128) float tile_b[STAGES][TILE][TILE];
    __shared__ __align__(8) unsigned long long arrived[STAGES];
    int tx = threadIdx.x, ty = threadIdx.y;
    bool leader = tx == 0 && ty == 0;
    int first_row = blockIdx.y * TILE, first_column = blockIdx.x * TILE;
    int steps = (K + TILE - 1) / TILE;

    if (leader) {
        for (int stage = 0; stage < STAGES; stage++)
            asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(&arrived[stage])), "r"(1)
                         : "memory");
        asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
    }
    __syncthreads();

    // The engine fills boxes that overlap an edge with zeros and counts all of their bytes.
    auto fetch = [&](int step) {
        int stage = step % STAGES;
        asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(&arrived[stage])),
                     "r"(2 * TILE * TILE * 4)
                     : "memory");
        copy_box(&tile_a[stage][0][0], &map_a, step * TILE, first_row, &arrived[stage]);
        copy_box(&tile_b[stage][0][0], &map_b, first_column, step * TILE, &arrived[stage]);
    };

    if (leader) fetch(0);
    float sum = 0.0f;
    for (int step = 0; step < steps; step++) {
        int stage = step % STAGES;
        // The barrier at the end of the last step has emptied the other stage.
        if (leader && step + 1 < steps) fetch(step + 1);
        wait(&arrived[stage], step / STAGES % 2);
        for (int i = 0; i < TILE; i++) sum += tile_a[stage][ty][i] * tile_b[stage][i][tx];
        __syncthreads();
    }
    int row = first_row + ty, column = first_column + tx;
    if (row < M && column < N) c[(long long)row * N + column] = sum;
}
