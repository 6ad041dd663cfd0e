/*---
name: out_of_bounds_bytes_as_words
summary: Bytes read four at a time, and the last one alone.
dims: { N: 1001 }
inputs:
  x: { type: u8, shape: [N], fill: { integers: [0, 255] } }
outputs:
  y: { type: i32, shape: [251] }
launch:
  - { kernel: run, grid: [1], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void run(const unsigned char* x, int* y, int N) {
    int i = threadIdx.x;
    if (i * 4 >= N) return;
    unsigned word = 0;
    if (i * 4 + 3 < N)
        word = ((const unsigned*)x)[i];
    else
        for (int k = 0; i * 4 + k < N; k++) word |= (unsigned)x[i * 4 + k] << (8 * k);
    y[i] = (word & 0xff) + (word >> 8 & 0xff) + (word >> 16 & 0xff) + (word >> 24);
}
