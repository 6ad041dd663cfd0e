/*---
name: race_bytes_of_a_word
summary: Neighbouring threads write different bytes and halves of the same words.
dims: { N: 128 }
inputs:
  x: { type: u8, shape: [N] }
outputs:
  y: { type: u8, shape: [N] }
  z: { type: f16, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, z] }
---*/
#include <cuda_fp16.h>
extern "C" __global__ void run(const unsigned char* x, unsigned char* y, __half* z) {
    __shared__ unsigned char s[128];
    __shared__ __half h[128];
    int t = threadIdx.x;
    s[t] = x[t] + 1;
    h[t] = __int2half_rn(x[t]);
    __syncthreads();
    y[t] = s[127 - t];
    z[t] = h[t ^ 1];
}
