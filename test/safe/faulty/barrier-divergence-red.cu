/*---
name: barrier_divergence_red
summary: The last warp waits at a barrier that counts votes, the others at a plain one of another number.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
#define COUNT "{\n.reg .pred p;\nsetp.gt.s32 p, %1, 4;\nbarrier.red.popc.u32 %0, 5, 64, p;\n}"
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x, count = 0;
    if (t >= 32) {
        asm volatile(COUNT : "=r"(count) : "r"(x[t]) : "memory"); // expect: barrier-divergence
    } else {
        asm volatile("barrier.sync 6, 64;" ::: "memory"); // expect: barrier-divergence
    }
    y[t] = count;
}
