/*---
name: race_broadcast_loop
summary: A broadcast in a loop whose next round overwrites the value before all have read it.
dims: { K: 5, N: 64 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, K, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int K, int N) {
    __shared__ float shared_value;
    int t = threadIdx.x;
    float sum = 0.0f;
    for (int k = 0; k < K; k++) {
        float v = x[k * N + t];
        if (t == 0) {
            shared_value = v; // expect: race shared
        }
        __syncthreads();
        sum += v * shared_value; // expect: race shared
    }
    y[t] = sum;
}
