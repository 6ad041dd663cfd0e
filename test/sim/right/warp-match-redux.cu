/*---
name: warp_match_redux
summary: match, redux, ballot, any and all.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 5] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x, v = x[t], all;
    unsigned same = __match_any_sync(0xffffffff, v);
    unsigned every = __match_all_sync(0xffffffff, v, &all);
    int sum = __reduce_add_sync(0xffffffff, v), most = __reduce_max_sync(same, t);
    unsigned bits = __reduce_xor_sync(0xffffffff, (unsigned)v);
    unsigned votes = __ballot_sync(0xffffffff, v & 1);
    int leader = __ffs(same) - 1;
    int told = __shfl_sync(0xffffffff, v, leader);
    y[t] = __popc(same) + (every != 0) + all + sum + most + bits + __popc(votes) + told +
           __any_sync(0xffffffff, v > 4) + __all_sync(0xffffffff, v < 6);
}
