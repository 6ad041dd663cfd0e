/*---
name: race_broadcast_loop
summary: A broadcast in a loop through two variables that take turns, with one barrier a round.
dims: { K: 5, N: 64 }
inputs:
  x: { type: f32, shape: [K, N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y, K, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int K, int N) {
    __shared__ float shared_value[2];
    int t = threadIdx.x;
    float sum = 0.0f;
    for (int k = 0; k < K; k++) {
        float v = x[k * N + t];
        if (t == 0) shared_value[k % 2] = v;
        __syncthreads();
        sum += v * shared_value[k % 2];
    }
    y[t] = sum;
}
