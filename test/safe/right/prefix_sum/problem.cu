/*---
name: prefix_sum
summary: Inclusive running sum of integers.
dims: { N: 4194304 }
cases:
  small: { N: 3001 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [-9, 9] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: reference, grid: [1], block: [1024], args: [x, y, N] }
---*/
extern "C" __global__ void reference(const int* x, int* y, int N) {
    __shared__ int sums[1024];
    int t = threadIdx.x, each = (N + 1023) / 1024, first = t * each, end = min(N, first + each);
    int sum = 0;
    for (int i = first; i < end; i++) sum += x[i];
    sums[t] = sum;
    __syncthreads();
    int before = 0;
    for (int k = 0; k < t; k++) before += sums[k];
    for (int i = first; i < end; i++) y[i] = before += x[i];
}
