/*---
name: race_read_modify_write_word
summary: Each thread sets its byte by reading and writing the whole word.
dims: { N: 64 }
inputs:
  x: { type: u8, shape: [N], fill: { integers: [1, 255] } }
outputs:
  y: { type: i32, shape: [16] }
workspace:
  words: { type: i32, shape: [16], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [32], args: [x, words] }
  - { kernel: copy, grid: [1], block: [16], args: [words, y] }
---*/
extern "C" __global__ void run(const unsigned char* x, int* words) {
    // Both blocks share every word.
    int t = threadIdx.x, b = blockIdx.x;
    if (t >= 16) return;
    int v = x[t * 4 + b];
    words[t] |= v << (8 * b); // expect: race words
}
extern "C" __global__ void copy(const int* words, int* y) { y[threadIdx.x] = words[threadIdx.x]; }
