/*---
workspace:
  partial: { type: i32, shape: [{{BLOCKS}}, 256] }
launch:
  - { kernel: histogram_partial, grid: [{{BLOCKS}}], block: [{{THREADS}}], args: [x, partial, N] }
  - { kernel: histogram_total, grid: [256], block: [32], args: [partial, y] }
---*/
/*=== design
summary: Each block's bins into a workspace, and a second launch that adds them without atomics.
variants:
  - { THREADS: 256, BLOCKS: 132 }
  - { THREADS: 512, BLOCKS: 96 }
  - { THREADS: 1024, BLOCKS: 64 }
  - { THREADS: 128, BLOCKS: 264 }
wrong:
  - { why: Lanes' sums do not all meet., change: "offset > 0", to: "offset > 2" }
faulty:
  - { why: Partial bins are read past the last block's., change: "b < {{BLOCKS}}; b += 32", to: "b <= {{BLOCKS}} + 31; b += 32" }
===*/
extern "C" __global__ void histogram_partial(const int* x, int* partial, int N) {
    __shared__ int bins[256];
    for (int bin = threadIdx.x; bin < 256; bin += {{THREADS}}) bins[bin] = 0;
    __syncthreads();
    for (int i = blockIdx.x * {{THREADS}} + threadIdx.x; i < N; i += {{BLOCKS}} * {{THREADS}}) atomicAdd(&bins[x[i]], 1);
    __syncthreads();
    for (int bin = threadIdx.x; bin < 256; bin += {{THREADS}}) partial[blockIdx.x * 256 + bin] = bins[bin];
}

extern "C" __global__ void histogram_total(const int* partial, int* y) {
    int sum = 0;
    for (int b = threadIdx.x; b < {{BLOCKS}}; b += 32) sum += partial[b * 256 + blockIdx.x];
    for (int offset = 16; offset > 0; offset >>= 1) sum += __shfl_down_sync(0xffffffffu, sum, offset);
    if (threadIdx.x == 0) y[blockIdx.x] = sum;
}
