/*---
name: barrier_divergence_ballot
summary: A vote of the whole warp inside a branch that only some lanes take; the others are at the block's barrier.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 9] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x, v = x[t];
    if (t >= 4) {
        unsigned votes = __ballot_sync(0xffffffff, v > 4); // expect: barrier-divergence
        v += __popc(votes);
    } else {
        __syncthreads(); // expect: barrier-divergence
        v = 0;
    }
    y[t] = v;
}
