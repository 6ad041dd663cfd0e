/*---
name: print_and_count
summary: printf with several types of arguments in one thread of each block.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [2], block: [16], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int i = blockIdx.x * 16 + threadIdx.x;
    y[i] = x[i];
    if (threadIdx.x == 0) printf("block %d: %f %s %lld %c %5.2e\n", blockIdx.x, x[i], "text", 1LL << 40, 'c', 0.5);
}
