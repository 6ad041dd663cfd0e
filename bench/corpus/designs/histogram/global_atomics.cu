/*---
launch:
  - { kernel: histogram_zero, grid: [1], block: [256], args: [y] }
  - { kernel: histogram_global, grid: ["ceildiv(N, {{THREADS}} * {{ITEMS}})"], block: [{{THREADS}}], args: [x, y, N] }
---*/
/*=== design
summary: Atomics on the result itself.
variants:
  - { THREADS: 128, ITEMS: 4 }
  - { THREADS: 256, ITEMS: 8 }
  - { THREADS: 512, ITEMS: 2 }
  - { THREADS: 64, ITEMS: 16 }
wrong:
  - { why: Classes are counted twice., change: "atomicAdd(&y[x[i]], 1);", to: "atomicAdd(&y[x[i]], 2);" }
  - { why: Block and grid are mistaken for each other., change: "blockIdx.x * {{THREADS}} * {{ITEMS}} + threadIdx.x", to: "blockIdx.x * {{THREADS}} + threadIdx.x", variant: 1 }
uncompilable:
  - { why: An atomic that there is not., change: "atomicAdd(&y[x[i]], 1);", to: "atomicIncrement(&y[x[i]]);" }
faulty:
  - { why: Classes are taken to count from one., change: "&y[x[i]]", to: "&y[x[i] + 1]" }
===*/
extern "C" __global__ void histogram_zero(int* y) { y[threadIdx.x] = 0; }

extern "C" __global__ void histogram_global(const int* x, int* y, int N) {
    int first = blockIdx.x * {{THREADS}} * {{ITEMS}} + threadIdx.x;
#pragma unroll
    for (int k = 0; k < {{ITEMS}}; k++) {
        int i = first + k * {{THREADS}};
        if (i < N) atomicAdd(&y[x[i]], 1);
    }
}
