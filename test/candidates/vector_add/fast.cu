/*---
launch:
  - { kernel: add, grid: ["ceildiv(N, 1024)"], block: [256], args: [a, b, c, N] }
---*/
__device__ bool aligned(const void* p) { return (size_t)p % 16 == 0; }

extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
    if (N - i >= 4 && aligned(a) && aligned(b) && aligned(c)) {
        float4 left = *(const float4*)(a + i);
        float4 right = *(const float4*)(b + i);
        *(float4*)(c + i) = make_float4(left.x + right.x, left.y + right.y, left.z + right.z, left.w + right.w);
    } else {
        for (int j = i; j < min(i + 4, N); j++) c[j] = a[j] + b[j];
    }
}
