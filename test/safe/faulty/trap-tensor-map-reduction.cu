/*---
name: trap_tensor_map_reduction
summary: A reduction with and of a tensor map of f32.
dims: { M: 8, N: 32 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M, N] }
tensorMaps:
  map_y: { tensor: y, box: [4, N] }
launch:
  - { kernel: run, grid: [1], block: [128], args: [x, map_y, y] }
---*/
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define FENCE_ASYNC() asm volatile("fence.proxy.async.shared::cta;" ::: "memory")
#define TENSOR_AND(map, x, y, from) \
    asm volatile("cp.reduce.async.bulk.tensor.2d.global.shared::cta.and.bulk_group [%0, {%1, %2}], [%3];" ::"l"(map), \
                 "r"(x), "r"(y), "r"(shared_address(from)) \
                 : "memory")
#define BULK_COMMIT() asm volatile("cp.async.bulk.commit_group;" ::: "memory")
#define BULK_WAIT() asm volatile("cp.async.bulk.wait_group 0;" ::: "memory")
extern "C" __global__ void run(const float* x, const __grid_constant__ CUtensorMap map, float* y) {
    __shared__ __align__(128) float tile[128];
    int t = threadIdx.x;
    tile[t] = x[t];
    y[t] = x[t] + 1.0f;
    y[t + 128] = x[t + 128] + 1.0f;
    FENCE_ASYNC();
    __syncthreads();
    if (t == 0) {
        TENSOR_AND(&map, 0, 0, tile); // expect: trap
        BULK_COMMIT();
        BULK_WAIT();
    }
}
