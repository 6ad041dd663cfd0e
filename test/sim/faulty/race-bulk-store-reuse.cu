/*---
name: race_bulk_store_reuse
summary: Overwrites a tile while a bulk copy still reads it.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
  z: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, z] }
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
extern "C" __global__ void run(const float* x, float* y, float* z) {
    __shared__ __align__(128) float s[64];
    int t = threadIdx.x;
    s[t] = x[t];
    FENCE_ASYNC();
    __syncthreads();
    if (t == 0) {
        BULK_STORE(y, s, 256); // expect: race shared
        BULK_COMMIT();
    }
    __syncthreads();
    float v = x[63 - t];
    s[t] = v; // expect: race shared
    if (t == 0) BULK_WAIT();
    __syncthreads();
    z[t] = s[63 - t];
}
