/*---
launch:
  - { kernel: axpy, grid: ["ceildiv(N, 1024)"], block: [256], args: [x, y, z, alpha, N] }
---*/
extern "C" __global__ void axpy(const float* __restrict__ x, const float* __restrict__ y, float* __restrict__ z,
                                float alpha, int N) {
    int i = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
    if (i + 3 < N) {
        float4 a = *(const float4*)(x + i), b = *(const float4*)(y + i);
        *(float4*)(z + i) =
            make_float4(alpha * a.x + b.x, alpha * a.y + b.y, alpha * a.z + b.z, alpha * a.w + b.w);
    } else {
        for (; i < N; i++) z[i] = alpha * x[i] + y[i];
    }
}
