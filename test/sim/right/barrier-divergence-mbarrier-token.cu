/*---
name: barrier_divergence_mbarrier_token
summary: >-
  mbarrier with tokens: arrive gives the phase, test_wait asks for it; invalidated and made anew in between.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }
extern "C" __global__ void run(const float* x, float* y) {
    __shared__ float s[64];
    __shared__ unsigned long long barrier;
    int t = threadIdx.x;
    unsigned at = shared_address(&barrier);
    float v = x[t];
    for (int round = 0; round < 2; round++) {
        if (t == 0) asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(at), "r"(64) : "memory");
        __syncthreads();
        for (int k = 0; k < 3; k++) {
            unsigned long long token;
            s[t] = v;
            asm volatile("mbarrier.arrive.shared::cta.b64 %0, [%1];" : "=l"(token) : "r"(at) : "memory");
            unsigned done = 0;
            while (!done)
                asm volatile("{\n.reg .pred p;\nmbarrier.test_wait.shared::cta.b64 p, [%1], %2;\n"
                             "selp.u32 %0, 1, 0, p;\n}"
                             : "=r"(done)
                             : "r"(at), "l"(token)
                             : "memory");
            v += s[63 - t];
            __syncthreads();
        }
        if (t == 0) asm volatile("mbarrier.inval.shared::cta.b64 [%0];" ::"r"(at) : "memory");
        __syncthreads();
    }
    y[t] = v;
}
