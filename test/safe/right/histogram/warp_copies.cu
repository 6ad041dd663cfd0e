/*---
launch:
  - { kernel: clear, grid: [1], block: [256], args: [y] }
  - { kernel: count, grid: ["min(264, ceildiv(N, 4096))"], block: [256], args: [x, y, N] }
---*/
// Sixteen bytes at once, and a histogram for every warp.
extern "C" __global__ void clear(int* y) { y[threadIdx.x] = 0; }

extern "C" __global__ void count(const unsigned char* x, int* y, int N) {
    __shared__ int bins[8][257];
    int t = threadIdx.x, warp = t / 32, vectors = N / 16;
    for (int k = t; k < 8 * 257; k += 256) (&bins[0][0])[k] = 0;
    __syncthreads();
    for (int i = blockIdx.x * 256 + t; i < vectors; i += gridDim.x * 256) {
        uint4 v = ((const uint4*)x)[i];
        unsigned words[4] = {v.x, v.y, v.z, v.w};
#pragma unroll
        for (int w = 0; w < 4; w++)
#pragma unroll
            for (int b = 0; b < 32; b += 8) atomicAdd(&bins[warp][words[w] >> b & 255], 1);
    }
    if (blockIdx.x == 0 && t < N % 16) atomicAdd(&bins[warp][x[vectors * 16 + t]], 1);
    __syncthreads();
    int sum = 0;
    for (int w = 0; w < 8; w++) sum += bins[w][t];
    if (sum) atomicAdd(&y[t], sum);
}
