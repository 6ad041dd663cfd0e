/*---
launch:
  - { kernel: relu_fresh, grid: ["ceildiv(M * N, 1024)"], block: [256], args: [x, y, "M * N"] }
---*/
__device__ float relu(float v) {
    return fmaxf(v, 0.0f);
}

// Four elements for each thread.
extern "C" __global__ void relu_fresh(const float* x, float* y, long long count) {
    long long first = 4 * ((long long)blockIdx.x * blockDim.x + threadIdx.x);
    if (first + 3 < count) {
        float4 v = __ldcs((const float4*)(x + first));
        __stcs((float4*)(y + first), make_float4(relu(v.x), relu(v.y), relu(v.z), relu(v.w)));
    } else {
        for (long long i = first; i < count; i++) y[i] = relu(x[i]);
    }
}
