/*---
name: trap_tensor_map_rank
summary: A copy of two dimensions by a tensor map of one.
dims: { M: 8, N: 32 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M, N] }
workspace:
  flat: { type: f32, shape: [M * N] }
tensorMaps:
  map_flat: { tensor: flat, box: [128] }
launch:
  - { kernel: run, grid: [1], block: [128], args: [x, map_flat, y] }
---*/
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define FENCE_ASYNC() asm volatile("fence.proxy.async.shared::cta;" ::: "memory")
#define TENSOR_STORE(map, x, y, from) \
    asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%0, {%1, %2}], [%3];" ::"l"(map), "r"(x), \
                 "r"(y), "r"(shared_address(from)) \
                 : "memory")
#define BULK_COMMIT() asm volatile("cp.async.bulk.commit_group;" ::: "memory")
#define BULK_WAIT() asm volatile("cp.async.bulk.wait_group 0;" ::: "memory")
extern "C" __global__ void run(const float* x, const __grid_constant__ CUtensorMap map, float* y) {
    __shared__ __align__(128) float tile[128];
    int t = threadIdx.x;
    tile[t] = x[t] + 1.0f;
    y[t] = tile[t];
    y[t + 128] = x[t + 128] + 1.0f;
    FENCE_ASYNC();
    __syncthreads();
    if (t == 0) {
        TENSOR_STORE(&map, 0, 0, tile); // expect: trap
        BULK_COMMIT();
        BULK_WAIT();
    }
}
