/*---
dims: { N: multiple of 4 }
launch:
  - { kernel: histogram_empty, grid: [1], block: [256], args: [y] }
  - { kernel: "histogram_warps<{{WARPS}}>", grid: ["min({{BLOCKS}}, ceildiv(N / 4, 32 * {{WARPS}}))"], block: ["32 * {{WARPS}}"], args: [x, y, "N / 4"] }
---*/
/*=== design
summary: A histogram for every warp, and four classes at once.
variants:
  - { WARPS: 4, BLOCKS: 528 }
  - { WARPS: 8, BLOCKS: 264 }
  - { WARPS: 16, BLOCKS: 132 }
  - { WARPS: 2, BLOCKS: 1056 }
wrong:
  - { why: The third of four classes is counted twice., change: "atomicAdd(own + v.w, 1);", to: "atomicAdd(own + v.z, 1);" }
  - { why: The copies of half of the warps are not added., change: "w < WARPS; w++", to: "w < WARPS / 2; w++" }
uncompilable:
  - { why: A comma in place of a semicolon., change: "int sum = 0;", to: "int sum = 0," }
faulty:
  - { why: Elements are counted where there are vectors., change: "i < vectors;", to: "i < vectors * 4;" }
===*/
extern "C" __global__ void histogram_empty(int* y) { y[threadIdx.x] = 0; }

template <int WARPS>
__global__ void histogram_warps(const int4* x, int* y, int vectors) {
    __shared__ int bins[WARPS][257];
    for (int i = threadIdx.x; i < WARPS * 257; i += 32 * WARPS) bins[i / 257][i % 257] = 0;
    __syncthreads();
    int* own = bins[threadIdx.x / 32];
    for (int i = blockIdx.x * 32 * WARPS + threadIdx.x; i < vectors; i += gridDim.x * 32 * WARPS) {
        int4 v = __ldg(x + i);
        atomicAdd(own + v.x, 1);
        atomicAdd(own + v.y, 1);
        atomicAdd(own + v.z, 1);
        atomicAdd(own + v.w, 1);
    }
    __syncthreads();
    for (int bin = threadIdx.x; bin < 256; bin += 32 * WARPS) {
        int sum = 0;
        for (int w = 0; w < WARPS; w++) sum += bins[w][bin];
        if (sum > 0) atomicAdd(y + bin, sum);
    }
}
