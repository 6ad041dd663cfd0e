/*---
name: race_atomic_or_word
summary: Each thread sets its byte by an atomic on the whole word.
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
    int t = threadIdx.x, b = blockIdx.x;
    for (int k = b; k < 4; k += 2) {
        if (t >= 16) return;
        int v = x[t * 4 + k];
        atomicOr(&words[t], v << (8 * k));
    }
}
extern "C" __global__ void copy(const int* words, int* y) { y[threadIdx.x] = words[threadIdx.x]; }
