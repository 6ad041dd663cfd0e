/*---
launch:
  - { kernel: gelu_fresh, grid: ["ceildiv(M * N, 1024)"], block: [256], args: [x, y, "M * N"] }
---*/
__device__ float gelu(float v) {
    return 0.5f * v * (1.0f + erff(v * 0.70710678f));
}

// Four elements for each thread.
extern "C" __global__ void gelu_fresh(const float* x, float* y, long long count) {
    long long first = 4 * ((long long)blockIdx.x * blockDim.x + threadIdx.x);
    if (first + 3 < count) {
        float4 v = __ldcs((const float4*)(x + first));
        __stcs((float4*)(y + first), make_float4(gelu(v.x), gelu(v.y), gelu(v.z), gelu(v.w)));
    } else {
        for (long long i = first; i < count; i++) y[i] = gelu(x[i]);
    }
}
