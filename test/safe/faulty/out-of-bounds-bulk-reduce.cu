/*---
name: out_of_bounds_bulk_reduce
summary: The last block's bulk addition goes to sums that the workspace does not have.
dims: { N: 128 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  sums: { type: f32, shape: [64], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [64], args: [x, y, sums] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define FENCE_ASYNC() asm volatile("fence.proxy.async.shared::cta;" ::: "memory")
#define BULK_ADD(to, from, bytes) \
    asm volatile("cp.reduce.async.bulk.global.shared::cta.bulk_group.add.f32 [%0], [%1], %2;" ::"l"(to), \
                 "r"(shared_address(from)), "r"(bytes) \
                 : "memory")
#define BULK_COMMIT() asm volatile("cp.async.bulk.commit_group;" ::: "memory")
#define BULK_WAIT() asm volatile("cp.async.bulk.wait_group 0;" ::: "memory")
extern "C" __global__ void run(const float* x, float* y, float* sums) {
    __shared__ __align__(128) float s[64];
    int t = threadIdx.x, i = blockIdx.x * 64 + t;
    s[t] = x[i];
    y[i] = x[i];
    FENCE_ASYNC();
    __syncthreads();
    if (t == 0) {
        BULK_ADD(sums + 4 * blockIdx.x, s, 256); // expect: out-of-bounds sums
        BULK_COMMIT();
        BULK_WAIT();
    }
}
