/*---
name: uninitialised_read_byte
summary: A word of which three bytes were written.
dims: { N: 32 }
inputs:
  x: { type: u8, shape: [N, 3], fill: { integers: [0, 255] } }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  packed: { type: u8, shape: [N, 4] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, packed, y] }
---*/
extern "C" __global__ void run(const unsigned char* x, unsigned char* packed, int* y) {
    int t = threadIdx.x;
    for (int k = 0; k < 3; k++) packed[4 * t + k] = x[3 * t + k];
    __syncthreads();
    int word = *(const int*)(packed + 4 * (31 - t)); // expect: uninitialised-read packed
    y[t] = word & 0xffffff;
}
