/*---
name: write_to_input_bulk_reduce
summary: A bulk addition to an input.
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
#define BULK_ADD(to, from, bytes) \
    asm volatile("cp.reduce.async.bulk.global.shared::cta.bulk_group.add.f32 [%0], [%1], %2;" ::"l"(to), \
                 "r"(shared_address(from)), "r"(bytes) \
                 : "memory")
#define BULK_COMMIT() asm volatile("cp.async.bulk.commit_group;" ::: "memory")
#define BULK_WAIT() asm volatile("cp.async.bulk.wait_group 0;" ::: "memory")
extern "C" __global__ void run(float* x, float* y) {
    __shared__ __align__(128) float s[64];
    int t = threadIdx.x;
    s[t] = 1.0f;
    y[t] = x[t];
    FENCE_ASYNC();
    __syncthreads();
    if (t == 0) {
        BULK_ADD(x, s, 256); // expect: write-to-input x
        BULK_COMMIT();
        BULK_WAIT();
    }
}
