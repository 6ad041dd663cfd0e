/*---
launch:
  - { kernel: softmax_shared, grid: [M], block: [{{THREADS}}], shared: "4 * N", args: [x, y, N] }
---*/
/*=== design
summary: A row is kept in dynamic shared memory; warps reduce by shuffles.
variants:
  - { THREADS: 96 }
  - { THREADS: 192 }
  - { THREADS: 384 }
  - { THREADS: 160 }
wrong:
  - { why: The sum begins at one., change: "float own = 0.0f;", to: "float own = t == 0 ? 1.0f : 0.0f;" }
faulty:
  - { why: The row is kept behind its place., change: "row[n] = in[n];", to: "row[n + 1] = in[n];" }
===*/
constexpr int WARPS = {{THREADS}} / 32;

__device__ float reduce_max(float v) {
    for (int offset = 16; offset > 0; offset >>= 1) v = fmaxf(v, __shfl_xor_sync(0xffffffff, v, offset));
    return v;
}

__device__ float reduce_add(float v) {
    for (int offset = 16; offset > 0; offset >>= 1) v += __shfl_xor_sync(0xffffffff, v, offset);
    return v;
}

extern "C" __global__ void softmax_shared(const float* __restrict__ x, float* __restrict__ y, int N) {
    extern __shared__ float row[];
    __shared__ float of_warps[2][WARPS];
    int t = threadIdx.x, warp = t >> 5;
    const float* in = x + (size_t)blockIdx.x * N;
    float largest = -1.0e38f;
    for (int n = t; n < N; n += {{THREADS}}) {
        row[n] = in[n];
        largest = fmaxf(largest, row[n]);
    }
    largest = reduce_max(largest);
    if ((t & 31) == 0) of_warps[0][warp] = largest;
    __syncthreads();
    for (int w = 0; w < WARPS; w++) largest = fmaxf(largest, of_warps[0][w]);

    float own = 0.0f;
    for (int n = t; n < N; n += {{THREADS}}) own += row[n] = __expf(row[n] - largest);
    own = reduce_add(own);
    if ((t & 31) == 0) of_warps[1][warp] = own;
    __syncthreads();
    float sum = 0.0f;
    for (int w = 0; w < WARPS; w++) sum += of_warps[1][w];
    for (int n = t; n < N; n += {{THREADS}}) y[(size_t)blockIdx.x * N + n] = row[n] / sum;
}
