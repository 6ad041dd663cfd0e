/*---
launch:
  - { kernel: histogram_clear, grid: [1], block: [256], args: [y] }
  - { kernel: histogram_shared, grid: ["min({{BLOCKS}}, ceildiv(N, {{THREADS}}))"], block: [{{THREADS}}], args: [x, y, N] }
---*/
/*=== design
summary: Bins of the block in shared memory, added to the result at the end.
variants:
  - { THREADS: 256, BLOCKS: 264 }
  - { THREADS: 512, BLOCKS: 132 }
  - { THREADS: 1024, BLOCKS: 264 }
  - { THREADS: 128, BLOCKS: 528 }
wrong:
  - { why: The last class is not added., change: "bin < 256; bin += {{THREADS}}) atomicAdd", to: "bin < 255; bin += {{THREADS}}) atomicAdd" }
uncompilable:
  - { why: Two variables of one name., change: "int stride = gridDim.x * {{THREADS}};", to: "int stride = gridDim.x * {{THREADS}}; float stride = 0;" }
faulty:
  - { why: There is one bin too few., change: "__shared__ int bins[256];", to: "__shared__ int bins[255];" }
===*/
extern "C" __global__ void histogram_clear(int* y) { y[threadIdx.x] = 0; }

extern "C" __global__ void histogram_shared(const int* __restrict__ x, int* __restrict__ y, int N) {
    __shared__ int bins[256];
    for (int bin = threadIdx.x; bin < 256; bin += {{THREADS}}) bins[bin] = 0;
    __syncthreads();
    int stride = gridDim.x * {{THREADS}};
    for (int i = blockIdx.x * {{THREADS}} + threadIdx.x; i < N; i += stride) atomicAdd(bins + x[i], 1);
    __syncthreads();
    for (int bin = threadIdx.x; bin < 256; bin += {{THREADS}}) atomicAdd(y + bin, bins[bin]);
}
