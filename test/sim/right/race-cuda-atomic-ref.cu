/*---
name: race_cuda_atomic_ref
summary: cuda::atomic_ref with release and acquire between blocks.
dims: { N: 32 }
inputs:
  x: { type: i32, shape: [N] }
outputs:
  y: { type: i32, shape: [N] }
workspace:
  box: { type: i32, shape: [N] }
  flag: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: run, grid: [2], block: [N], args: [x, box, flag, y] }
---*/
#include <cuda/atomic>
extern "C" __global__ void run(const int* x, int* box, int* flag, int* y) {
    cuda::atomic_ref<int, cuda::thread_scope_device> ready(*flag);
    int t = threadIdx.x;
    if (blockIdx.x == 0) {
        box[t] = x[t];
        ready.fetch_add(1, cuda::memory_order_release);
    } else {
        while (ready.load(cuda::memory_order_acquire) < 32) {
        }
        y[t] = box[31 - t];
    }
}
