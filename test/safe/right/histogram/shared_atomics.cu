/*---
launch:
  - { kernel: clear, grid: [1], block: [256], args: [y] }
  - { kernel: count, grid: ["min(528, ceildiv(N, 1024))"], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void clear(int* y) { y[threadIdx.x] = 0; }

extern "C" __global__ void count(const unsigned char* x, int* y, int N) {
    __shared__ int bins[256];
    int t = threadIdx.x;
    bins[t] = 0;
    __syncthreads();
    for (int i = blockIdx.x * 256 + t; i < N; i += gridDim.x * 256) atomicAdd(&bins[x[i]], 1);
    __syncthreads();
    if (bins[t]) atomicAdd(&y[t], bins[t]);
}
