/*---
name: race_bulk_pipeline
summary: >-
  A ring of two tiles filled by bulk copies: full and empty barriers, one producing warp and two consuming ones.
dims: { K: 6, N: 64 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [96], args: [x, y, K, N] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define INIT(barrier, count) \
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(barrier)), "r"(count) : "memory")
#define ARRIVE(barrier) \
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared_address(barrier)) : "memory")
#define AWAIT(barrier, parity) \
    for (unsigned done = 0; !done;) \
    asm volatile("{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\nselp.u32 %0, 1, 0, p;\n}" \
                 : "=r"(done) \
                 : "r"(shared_address(barrier)), "r"(parity) \
                 : "memory")
#define EXPECT(barrier, bytes) \
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(barrier)), "r"(bytes) \
                 : "memory")
#define FENCE_INIT() asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory")
#define BULK_LOAD(to, from, bytes, barrier) \
    asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"( \
                     shared_address(to)), \
                 "l"(from), "r"(bytes), "r"(shared_address(barrier)) \
                 : "memory")
extern "C" __global__ void run(const float* x, float* y, int K, int N) {
    __shared__ __align__(128) float tile[2][64];
    __shared__ unsigned long long full[2], empty[2];
    int t = threadIdx.x;
    if (t == 0) {
        for (int k = 0; k < 2; k++) {
            INIT(&full[k], 1);
            INIT(&empty[k], 64);
        }
        FENCE_INIT();
    }
    __syncthreads();
    if (t >= 64) {
        if (t == 64)
            for (int k = 0; k < K; k++) {
                int stage = k % 2;
                AWAIT(&empty[stage], k / 2 % 2 ^ 1);
                EXPECT(&full[stage], 256);
                BULK_LOAD(tile[stage], x + k * N, 256, &full[stage]);
            }
    } else {
        float sum = 0.0f;
        for (int k = 0; k < K; k++) {
            int stage = k % 2;
            AWAIT(&full[stage], k / 2 % 2);
            sum += tile[stage][63 - t];
            ARRIVE(&empty[stage]);
        }
        y[t] = sum;
    }
}
