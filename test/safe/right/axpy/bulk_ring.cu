/*---
launch:
  - { kernel: axpy, grid: ["min(264, ceildiv(N, 2048))"], block: [256], args: [x, y, z, alpha, N] }
---*/
// Bulk copies bring tiles of 2048 elements into a ring of two stages; what is left of the last tile goes without them.
constexpr int TILE = 2048, STAGES = 2;

__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

__device__ void bring(float* to, const float* from, unsigned long long* barrier) {
    asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"(
                     shared_address(to)),
                 "l"(from), "r"(TILE * 4), "r"(shared_address(barrier))
                 : "memory");
}

__device__ void wait(unsigned long long* barrier, unsigned parity) {
    unsigned done = 0;
    while (!done)
        asm volatile("{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\nselp.u32 %0, 1, 0, p;\n}"
                     : "=r"(done)
                     : "r"(shared_address(barrier)), "r"(parity)
                     : "memory");
}

extern "C" __global__ void axpy(const float* x, const float* y, float* z, float alpha, int N) {
    __shared__ __align__(128) float tile_x[STAGES][TILE];
    __shared__ __align__(128) float tile_y[STAGES][TILE];
    __shared__ unsigned long long full[STAGES];
    int t = threadIdx.x, tiles = N / TILE;
    if (t == 0) {
        for (int s = 0; s < STAGES; s++)
            asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(shared_address(&full[s])) : "memory");
        asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    }
    __syncthreads();
    auto fetch = [&](int tile, int stage) {
        asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(&full[stage])),
                     "r"(2 * TILE * 4)
                     : "memory");
        bring(tile_x[stage], x + (long long)tile * TILE, &full[stage]);
        bring(tile_y[stage], y + (long long)tile * TILE, &full[stage]);
    };
    if (t == 0 && blockIdx.x < tiles) fetch(blockIdx.x, 0);
    int turn = 0;
    for (int tile = blockIdx.x; tile < tiles; tile += gridDim.x, turn++) {
        int stage = turn % STAGES, next = tile + gridDim.x;
        if (t == 0 && next < tiles) fetch(next, (turn + 1) % STAGES);
        wait(&full[stage], turn / STAGES % 2);
        for (int i = t; i < TILE; i += blockDim.x)
            z[(long long)tile * TILE + i] = alpha * tile_x[stage][i] + tile_y[stage][i];
        // Nobody reads this stage any more when it is filled again.
        __syncthreads();
    }
    for (int i = tiles * TILE + blockIdx.x * blockDim.x + t; i < N; i += gridDim.x * blockDim.x)
        z[i] = alpha * x[i] + y[i];
}
