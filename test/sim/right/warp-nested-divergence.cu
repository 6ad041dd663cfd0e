/*---
name: warp_nested_divergence
summary: Divergence in divergence, with early returns, gotos and a barrier of the warp for those that are left.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 15] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x, v = x[t], sum = 0;
    unsigned mask = __ballot_sync(0xffffffff, v != 7);
    if (v == 7) {
        y[t] = -7;
        return;
    }
    for (int k = 0; k < v; k++) {
        if (k % 3 == 0)
            for (int j = k; j < v; j += 2) {
                if (j == 11) goto out;
                sum += j;
            }
        else if (v & 1)
            sum ^= k;
    }
out:
    __syncwarp(mask);
    y[t] = __shfl_sync(mask, sum, __ffs(mask) - 1) + sum;
}
