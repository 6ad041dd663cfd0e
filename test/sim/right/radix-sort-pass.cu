/*---
name: radix_sort_pass
summary: >-
  A pass of a radix sort: counts by ballots, a scan of the digits and a stable scatter.
dims: { N: 128 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 255] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int counts[4][4], starts[4][4];
    __shared__ int keys[2][128];
    int t = threadIdx.x, lane = t % 32, warp = t / 32, from = 0;
    keys[0][t] = x[t];
    for (int shift = 0; shift < 8; shift += 2) {
        __syncthreads();
        int key = keys[from][t], digit = key >> shift & 3, before = 0;
        for (int d = 0; d < 4; d++) {
            unsigned votes = __ballot_sync(0xffffffff, digit == d);
            if (lane == 0) counts[d][warp] = __popc(votes);
            if (digit == d) before = __popc(votes & ((1u << lane) - 1));
        }
        __syncthreads();
        if (t < 16) {
            int sum = 0;
            for (int k = 0; k < t; k++) sum += counts[k / 4][k % 4];
            starts[t / 4][t % 4] = sum;
        }
        __syncthreads();
        keys[1 - from][starts[digit][warp] + before] = key;
        from = 1 - from;
    }
    __syncthreads();
    y[t] = keys[from][t];
}
