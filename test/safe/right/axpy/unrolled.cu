/*---
launch:
  - { kernel: "axpy<8>", grid: ["ceildiv(N, 2048)"], block: [256], args: [x, y, z, alpha, N] }
---*/
// All loads of a thread are on their way before the first result is needed.
template <int EACH>
__global__ void axpy(const float* __restrict__ x, const float* __restrict__ y, float* __restrict__ z, float alpha,
                     int N) {
    int first = blockIdx.x * blockDim.x * EACH + threadIdx.x;
    float a[EACH], b[EACH];
#pragma unroll
    for (int k = 0; k < EACH; k++) {
        int i = first + k * blockDim.x;
        a[k] = i < N ? __ldcs(x + i) : 0.0f;
        b[k] = i < N ? __ldcs(y + i) : 0.0f;
    }
#pragma unroll
    for (int k = 0; k < EACH; k++) {
        int i = first + k * blockDim.x;
        if (i < N) __stcs(z + i, alpha * a[k] + b[k]);
    }
}
