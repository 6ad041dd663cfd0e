/*---
name: out_of_bounds_shared_dynamic
summary: Dynamic shared memory parted into arrays of several types, behind a static array.
dims: { N: 96 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], shared: "8 * N + 4 * N + 2 * N + N", args: [x, y, N] }
---*/
extern "C" __global__ void run(const float* x, float* y, int N) {
    __shared__ float fixed[96];
    extern __shared__ double pool[];
    double* wide = pool;
    float* single = (float*)(wide + N);
    short* narrow = (short*)(single + N);
    unsigned char* bytes = (unsigned char*)(narrow + N);
    int t = threadIdx.x, other = N - 1 - t;
    fixed[t] = x[t];
    wide[t] = 2.0 * x[t];
    single[t] = 3.0f * x[t];
    narrow[t] = (short)t;
    bytes[t] = (unsigned char)(t & 63);
    __syncthreads();
    y[t] = fixed[other] + (float)wide[other] + single[other] + narrow[other] + bytes[other];
}
