/*---
name: out_of_bounds_bulk_store_first
summary: A bulk copy to 16 bytes before the output.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
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
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ __align__(128) float s[64];
    int t = threadIdx.x;
    s[t] = x[t] + 1.0f;
    y[t] = s[t];
    FENCE_ASYNC();
    __syncthreads();
    if (t == 0) {
        BULK_STORE(y - 4, s, 256); // expect: out-of-bounds y
        BULK_COMMIT();
        BULK_WAIT();
    }
}
