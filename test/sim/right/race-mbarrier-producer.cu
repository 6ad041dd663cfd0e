/*---
name: race_mbarrier_producer
summary: Producers arrive at an mbarrier and consumers wait for its phases, over several rounds.
dims: { K: 4, N: 32 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [64], args: [x, y, K] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
// Macros, so that line information names the line of use.
#define INIT(barrier, count) \
    asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(barrier)), "r"(count) : "memory")
#define ARRIVE(barrier) \
    asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared_address(barrier)) : "memory")
#define AWAIT(barrier, parity) \
    for (unsigned done = 0; !done;) \
    asm volatile("{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\nselp.u32 %0, 1, 0, p;\n}" \
                 : "=r"(done) \
                 : "r"(shared_address(barrier)), "r"(parity) \
                 : "memory")
extern "C" __global__ void run(const float* x, float* y, int K) {
    __shared__ float s[32];
    __shared__ unsigned long long full, empty;
    int t = threadIdx.x;
    if (t == 0) {
        INIT(&full, 32);
        INIT(&empty, 32);
    }
    __syncthreads();
    if (t < 32) {
        for (int k = 0; k < K; k++) {
            AWAIT(&empty, k % 2 ^ 1);
            s[t] = x[k * 32 + t];
            ARRIVE(&full);
        }
    } else {
        float sum = 0.0f;
        for (int k = 0; k < K; k++) {
            AWAIT(&full, k % 2);
            sum += s[63 - t];
            ARRIVE(&empty);
        }
        y[t - 32] = sum;
    }
}
