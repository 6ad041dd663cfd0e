/*---
name: race_ballot_compaction
summary: Compaction with ballots, a barrier and warp offsets.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 9] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    __shared__ int counts[2];
    int t = threadIdx.x, lane = t % 32, warp = t / 32;
    y[t] = -1;
    bool kept = x[t] > 4;
    unsigned votes = __ballot_sync(0xffffffff, kept);
    if (lane == 0) counts[warp] = __popc(votes);
    __syncthreads();
    int base = warp > 0 ? counts[0] : 0;
    if (kept) y[base + __popc(votes & ((1u << lane) - 1))] = x[t];
}
