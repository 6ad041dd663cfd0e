/*---
name: mix_i64
summary: Eight rounds of a linear congruence on 64-bit integers.
dims: { N: 33554432 }
cases:
  small: { N: 3002 }
inputs:
  x: { type: i64, shape: [N], fill: { integers: [0, 1000000] } }
outputs:
  y: { type: i64, shape: [N] }
launch:
  - { kernel: reference, grid: ["ceildiv(N, 256)"], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void reference(const unsigned long long* x, unsigned long long* y, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i >= N) return;
    unsigned long long v = x[i];
    for (int round = 0; round < 8; round++) {
        v = v * 6364136223846793005ULL + 1442695040888963407ULL;
        v ^= v >> 29;
    }
    y[i] = v;
}
