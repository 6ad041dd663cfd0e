/*---
name: misaligned_int_from_bytes
summary: An integer read from the middle of a packet of bytes.
dims: { N: 70 }
inputs:
  x: { type: u8, shape: [N], fill: { integers: [0, 255] } }
outputs:
  y: { type: i32, shape: [10] }
launch:
  - { kernel: run, grid: [1], block: [10], args: [x, y] }
---*/
extern "C" __global__ void run(const unsigned char* x, int* y) {
    int t = threadIdx.x;
    int v = *(const int*)(x + 7 * t); // expect: misaligned x
    y[t] = v;
}
