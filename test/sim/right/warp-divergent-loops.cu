/*---
name: warp_divergent_loops
summary: Lanes run a loop for different numbers of rounds, with breaks, continues and a switch.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [1, 30] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x, v = x[t], steps = 0, odd = 0;
    while (v != 1) {
        steps++;
        switch (v % 4) {
            case 0: v /= 4; if (v == 0) v = 1; continue;
            case 1: odd++; v = 3 * v + 1; break;
            case 2: v /= 2; break;
            default: v = 3 * v + 1;
        }
        if (steps > 200) break;
    }
    __syncwarp();
    y[t] = __shfl_xor_sync(0xffffffff, steps, 1) * 1000 + odd;
}
