/*---
name: misaligned_tensor_map_load
summary: A tile whose first column is no multiple of 16 bytes, from the second block on.
dims: { M: 8, N: 32 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M, N] }
tensorMaps:
  map_x: { tensor: x, box: [M, 16] }
launch:
  - { kernel: run, grid: [2], block: [128], args: [map_x, y] }
---*/
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define INIT(barrier, count) \
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(barrier)), "r"(count) : "memory")
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
#define TENSOR_LOAD(to, map, x, y, barrier) \
    asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], " \
                 "[%4];" ::"r"(shared_address(to)), \
                 "l"(map), "r"(x), "r"(y), "r"(shared_address(barrier)) \
                 : "memory")
extern "C" __global__ void run(const __grid_constant__ CUtensorMap map, float* y) {
    __shared__ __align__(128) float tile[128];
    __shared__ unsigned long long full;
    int t = threadIdx.x;
    if (t == 0) {
        INIT(&full, 1);
        FENCE_INIT();
        EXPECT(&full, 512);
        TENSOR_LOAD(tile, &map, blockIdx.x * 15, 0, &full); // expect: misaligned x
    }
    __syncthreads();
    AWAIT(&full, 0);
    y[t / 16 * 32 + blockIdx.x * 16 + t % 16] = tile[t];
}
