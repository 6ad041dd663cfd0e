/*---
name: misaligned_int_from_bytes
summary: An integer put together from the bytes of a packet.
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
    const unsigned char* p = x + 7 * t;
    int v = p[0] | p[1] << 8 | p[2] << 16 | p[3] << 24;
    y[t] = v;
}
