/*---
name: histogram
summary: How often each of 256 classes occurs among N of them, y[c] = how many i have x[i] = c. N is any positive number.
dims: { N: 4000012 }
cases:
  small: { N: 6005 }
  aligned: { N: 8204 }
limits: { N: any }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 255] } }
outputs:
  y: { type: i32, shape: [256] }
launch:
  - { kernel: clear, grid: [1], block: [256], args: [y] }
  - { kernel: count, grid: ["ceildiv(N, 4096)"], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void clear(int* y) { y[threadIdx.x] = 0; }

extern "C" __global__ void count(const int* x, int* y, int N) {
    __shared__ int bins[256];
    bins[threadIdx.x] = 0;
    __syncthreads();
    for (int i = blockIdx.x * 4096 + threadIdx.x; i < min(N, (int)(blockIdx.x + 1) * 4096); i += 256) atomicAdd(&bins[x[i]], 1);
    __syncthreads();
    atomicAdd(&y[threadIdx.x], bins[threadIdx.x]);
}
