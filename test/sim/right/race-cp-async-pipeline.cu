/*---
name: race_cp_async_pipeline
summary: A pipeline of three stages with asynchronous copies; groups may be empty at the end.
dims: { K: 7, N: 64 }
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
    __shared__ float tile[3][64];
    int t = threadIdx.x;
    float sum = 0.0f;
    for (int k = 0; k < 2; k++) {
        COPY4(&tile[k][t], x + k * N + t);
        COMMIT();
    }
    for (int k = 0; k < K; k++) {
        WAIT(1);
        __syncthreads();
        if (k + 2 < K) COPY4(&tile[(k + 2) % 3][t], x + (k + 2) * N + t);
        COMMIT();
        sum += tile[k % 3][63 - t];
    }
    y[t] = sum;
}
