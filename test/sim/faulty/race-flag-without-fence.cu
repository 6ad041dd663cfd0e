/*---
name: race_flag_without_fence
summary: A block hands a value to another one through a volatile flag, without a fence.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  box: { type: f32, shape: [N], fill: { constant: 0 } }
  flag: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [N], args: [x, box, flag, y] }
---*/
extern "C" __global__ void run(const float* x, float* box, volatile int* flag, float* y) {
    int t = threadIdx.x;
    if (blockIdx.x == 0) {
        float v = x[t];
        box[t] = v; // expect: race box
        __syncthreads();
        if (t == 0) *flag = 1;
    } else {
        if (t == 0)
            while (*flag == 0) {
            }
        __syncthreads();
        float v = box[t]; // expect: race box
        y[t] = v;
    }
}
