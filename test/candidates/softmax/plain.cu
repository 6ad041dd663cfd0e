/*---
launch:
  - { kernel: softmax, grid: [M], block: [256], args: [x, y, N] }
---*/
extern "C" __global__ void softmax(const float* x, float* y, int N) {
    __shared__ float scratch[256];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;
    int t = threadIdx.x;

    float largest = in[0];
    for (int n = t; n < N; n += 256) largest = fmaxf(largest, in[n]);
    scratch[t] = largest;
    __syncthreads();
    for (int half = 128; half > 0; half /= 2) {
        if (t < half) scratch[t] = fmaxf(scratch[t], scratch[t + half]);
        __syncthreads();
    }
    largest = scratch[0];
    // Nobody may overwrite the scratch before everybody has read the maximum.
    __syncthreads();

    float sum = 0.0f;
    for (int n = t; n < N; n += 256) sum += expf(in[n] - largest);
    scratch[t] = sum;
    __syncthreads();
    for (int half = 128; half > 0; half /= 2) {
        if (t < half) scratch[t] += scratch[t + half];
        __syncthreads();
    }
    sum = scratch[0];

    for (int n = t; n < N; n += 256) out[n] = expf(in[n] - largest) / sum;
}
