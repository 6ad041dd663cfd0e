/*---
launch:
  - { kernel: clear, grid: [1], block: [1], args: [y] }
  - { kernel: reduce, grid: ["min(2112, ceildiv(N, 1024))"], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void clear(float* y) { y[0] = 0.0f; }

extern "C" __global__ void reduce(const float* x, float* y, int N) {
    int lane = threadIdx.x % 32;
    float sum = 0.0f;
    int vectors = N / 4;
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < vectors; i += gridDim.x * blockDim.x) {
        float4 v = ((const float4*)x)[i];
        sum += v.x + v.y + v.z + v.w;
    }
    if (blockIdx.x == 0 && threadIdx.x < N % 4) sum += x[vectors * 4 + threadIdx.x];
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_down_sync(0xffffffffu, sum, offset);
    if (lane == 0) atomicAdd(y, sum);
}
