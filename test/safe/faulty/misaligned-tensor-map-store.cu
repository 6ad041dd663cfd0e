/*---
name: misaligned_tensor_map_store
summary: A tile that goes to a column before the tensor, at no multiple of 16 bytes.
dims: { M: 8, N: 32 }
inputs:
  x: { type: f32, shape: [M, N] }
outputs:
  y: { type: f32, shape: [M, N] }
tensorMaps:
  map_y: { tensor: y, box: [M, 16] }
launch:
  - { kernel: run, grid: [3], block: [128], args: [x, map_y] }
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
extern "C" __global__ void run(const float* x, const __grid_constant__ CUtensorMap map) {
    __shared__ __align__(128) float tile[128];
    int t = threadIdx.x;
    int column = ((int)blockIdx.x - 1) * 14;
    int from = column + t % 16;
    tile[t] = from < 0 ? 0.0f : x[t / 16 * 32 + from] + 1.0f;
    FENCE_ASYNC();
    __syncthreads();
    if (t == 0) {
        TENSOR_STORE(&map, column, 0, tile); // expect: misaligned y
        BULK_COMMIT();
        BULK_WAIT();
    }
}
