/*---
name: race_bulk_tensor
summary: Tiles brought by a tensor map, the last of which lies half outside and is filled with zeros.
dims: { M: 12, N: 16 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [16] }
tensorMaps:
  map_x: { tensor: x, box: [8, 16] }
launch:
  - { kernel: run, grid: [1], block: [128], args: [map_x, y] }
---*/
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};
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
extern "C" __global__ void run(const __grid_constant__ CUtensorMap map, float* y) {
    __shared__ __align__(128) float tile[2][8][16];
    __shared__ unsigned long long full;
    int t = threadIdx.x;
    if (t == 0) {
        INIT(&full, 1);
        asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
        EXPECT(&full, 2 * 8 * 16 * 4);
        for (int k = 0; k < 2; k++)
            asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2, "
                         "%3}], [%4];" ::"r"(shared_address(tile[k])),
                         "l"(&map), "r"(0), "r"(8 * k), "r"(shared_address(&full))
                         : "memory");
    }
    __syncthreads();
    AWAIT(&full, 0);
    if (t < 16) {
        float sum = 0.0f;
        for (int k = 0; k < 16; k++) sum += tile[k / 8][k % 8][t];
        y[t] = sum;
    }
}
