/*---
name: race_overlapping_halves
summary: Threads store 16-bit values one byte apart, so that they share a byte.
dims: { N: 32 }
inputs:
  x: { type: u8, shape: [N] }
outputs:
  y: { type: u8, shape: [64] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const unsigned char* x, unsigned char* y) {
    __shared__ __align__(4) unsigned short s[32];
    int t = threadIdx.x;
    unsigned char* bytes = (unsigned char*)s;
    // Even threads own a pair of bytes, and odd ones the single byte that is the second of them.
    unsigned v = x[t];
    if (t % 2 == 0)
        *(unsigned short*)(bytes + t) = (unsigned short)(v * 257 + 1); // expect: race shared
    else
        bytes[t] = (unsigned char)(v + 7); // expect: race shared
    __syncthreads();
    y[t] = bytes[t];
    y[t + 32] = 0;
}
