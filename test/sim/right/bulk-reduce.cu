/*---
name: bulk_reduce
summary: A bulk copy that adds a tile to global memory, from two blocks.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [2, N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  sums: { type: f32, shape: [N], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [N], args: [x, sums] }
  - { kernel: copy, grid: [1], block: [N], args: [sums, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define FENCE_ASYNC() asm volatile("fence.proxy.async.shared::cta;" ::: "memory")
#define BULK_STORE(to, from, bytes) \
    asm volatile("cp.async.bulk.global.shared::cta.bulk_group [%0], [%1], %2;" ::"l"(to), "r"(shared_address(from)), \
                 "r"(bytes) \
                 : "memory")
#define BULK_COMMIT() asm volatile("cp.async.bulk.commit_group;" ::: "memory")
#define BULK_WAIT() asm volatile("cp.async.bulk.wait_group 0;" ::: "memory")
extern "C" __global__ void run(const float* x, float* sums) {
    __shared__ __align__(128) float s[64];
    int t = threadIdx.x;
    s[t] = x[blockIdx.x * 64 + t];
    FENCE_ASYNC();
    __syncthreads();
    if (t == 0) {
        asm volatile("cp.reduce.async.bulk.global.shared::cta.bulk_group.add.f32 [%0], [%1], 256;" ::"l"(sums),
                     "r"(shared_address(s))
                     : "memory");
        BULK_COMMIT();
        BULK_WAIT();
    }
}
extern "C" __global__ void copy(const float* sums, float* y) { y[threadIdx.x] = sums[threadIdx.x]; }
