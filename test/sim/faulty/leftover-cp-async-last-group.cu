/*---
name: leftover_cp_async_last_group
summary: A pipeline that ends with one group still pending.
dims: { K: 4, N: 64 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, K, N] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define COPY16(to, from) \
    asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COPY4(to, from) \
    asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" ::"r"(shared_address(to)), "l"(from) : "memory")
#define COMMIT() asm volatile("cp.async.commit_group;" ::: "memory")
#define WAIT(n) asm volatile("cp.async.wait_group %0;" ::"n"(n) : "memory")
extern "C" __global__ void run(const float* x, float* y, int K, int N) {
    __shared__ float tile[2][64];
    int t = threadIdx.x;
    float sum = 0.0f;
    COPY4(&tile[0][t], x + t);
    COMMIT();
    for (int k = 0; k < K; k++) {
        // In the last round this brings a tile that nobody uses.
        COPY4(&tile[(k + 1) % 2][t], x + min(k + 1, K - 1) * N + t); // expect: leftover shared
        COMMIT();
        WAIT(1);
        __syncthreads();
        sum += tile[k % 2][63 - t];
        __syncthreads();
    }
    y[t] = sum;
}
