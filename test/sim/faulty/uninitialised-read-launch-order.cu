/*---
name: uninitialised_read_launch_order
summary: The plan runs the consumer before the producer.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
workspace:
  middle: { type: f32, shape: [N] }
launch:
  - { kernel: consume, grid: [1], block: [N], args: [middle, y] }
  - { kernel: produce, grid: [1], block: [N], args: [x, middle] }
---*/
extern "C" __global__ void produce(const float* x, float* middle) { middle[threadIdx.x] = x[threadIdx.x] * 3.0f; }
extern "C" __global__ void consume(const float* middle, float* y) {
    int t = threadIdx.x;
    y[t] = middle[t]; // expect: uninitialised-read middle
}
