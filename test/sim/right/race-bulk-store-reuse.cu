/*---
name: race_bulk_store_reuse
summary: Waits until a bulk copy has read its tile, writes the next one, and waits for all copies at the end.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [4, N] }
outputs:
  y: { type: f32, shape: [4, N] }
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
    __shared__ __align__(128) float s[2][64];
    int t = threadIdx.x;
    for (int k = 0; k < 4; k++) {
        if (t == 0) asm volatile("cp.async.bulk.wait_group.read 1;" ::: "memory");
        __syncthreads();
        s[k % 2][t] = x[k * 64 + t] * 2.0f;
        FENCE_ASYNC();
        __syncthreads();
        if (t == 0) {
            BULK_STORE(y + k * 64, s[k % 2], 256);
            BULK_COMMIT();
        }
    }
    if (t == 0) BULK_WAIT();
}
