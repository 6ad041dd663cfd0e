/*---
name: sort_rows
summary: Rows of integers in ascending order; a row's length is a power of two.
dims: { M: 4096, N: 1024 }
cases:
  small: { M: 3, N: 128 }
inputs:
  x: { type: i32, shape: [M, N], fill: { integers: [-100000, 100000] } }
outputs:
  y: { type: i32, shape: [M, N] }
launch:
  - { kernel: reference, grid: [M], block: [128], args: [x, y, N] }
---*/
// An element's place is the number of those that go before it.
extern "C" __global__ void reference(const int* x, int* y, int N) {
    const int* row = x + (size_t)blockIdx.x * N;
    for (int i = threadIdx.x; i < N; i += 128) {
        int place = 0;
        for (int k = 0; k < N; k++) place += row[k] < row[i] || (row[k] == row[i] && k < i);
        y[(size_t)blockIdx.x * N + place] = row[i];
    }
}
