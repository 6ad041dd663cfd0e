/*---
name: embedding
summary: Rows of a table in bf16 by their numbers; rows are a multiple of 16 bytes long.
dims: { V: 4096, T: 65536, D: 2048 }
cases:
  small: { T: 70, D: 24 }
inputs:
  table: { type: bf16, shape: [V, D] }
  tokens: { type: i32, shape: [T], fill: { integers: [0, 4095] } }
outputs:
  y: { type: bf16, shape: [T, D] }
launch:
  - { kernel: reference, grid: [T], block: [64], args: [table, tokens, y, D] }
---*/
extern "C" __global__ void reference(const unsigned short* table, const int* tokens, unsigned short* y, int D) {
    for (int d = threadIdx.x; d < D; d += 64)
        y[(size_t)blockIdx.x * D + d] = table[(size_t)tokens[blockIdx.x] * D + d];
}
