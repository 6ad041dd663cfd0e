/*---
name: bulk_tensor_store
summary: Tiles that go out through a tensor map, the last of which lies partly outside and is cut.
dims: { M: 12, N: 16 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M, N] }
tensorMaps:
  map_y: { tensor: y, box: [8, 16] }
launch:
  - { kernel: run, grid: [2], block: [128], args: [x, map_y, M] }
---*/
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define FENCE_ASYNC() asm volatile("fence.proxy.async.shared::cta;" ::: "memory")
#define BULK_STORE(to, from, bytes) \
    asm volatile("cp.async.bulk.global.shared::cta.bulk_group [%0], [%1], %2;" ::"l"(to), "r"(shared_address(from)), \
                 "r"(bytes) \
                 : "memory")
#define BULK_COMMIT() asm volatile("cp.async.bulk.commit_group;" ::: "memory")
#define BULK_WAIT() asm volatile("cp.async.bulk.wait_group 0;" ::: "memory")
extern "C" __global__ void run(const float* x, const __grid_constant__ CUtensorMap map, int M) {
    __shared__ __align__(128) float tile[128];
    int t = threadIdx.x, row = blockIdx.x * 8 + t / 16;
    tile[t] = row < M ? x[row * 16 + t % 16] + 1.0f : 0.0f;
    FENCE_ASYNC();
    __syncthreads();
    if (t == 0) {
        asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%0, {%1, %2}], [%3];" ::"l"(&map), "r"(0),
                     "r"((int)blockIdx.x * 8), "r"(shared_address(tile))
                     : "memory");
        BULK_COMMIT();
        BULK_WAIT();
    }
}
