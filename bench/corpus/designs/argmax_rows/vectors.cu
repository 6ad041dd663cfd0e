/*---
dims: { N: multiple of 4 }
launch:
  - { kernel: argmax_vectors, grid: [M], block: [{{THREADS}}], args: [x, index, "N / 4"] }
---*/
/*=== design
summary: Four elements at once, a block a row, and a tree over values and indices.
variants:
  - { THREADS: 64 }
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 32 }
wrong:
  - { why: The last of four elements is skipped., change: "k < 4; k++", to: "k < 3; k++" }
faulty:
  - { why: A row's last vector is not its own., change: "i < vectors;", to: "i <= vectors;" }
===*/
constexpr int THREADS = {{THREADS}};

extern "C" __global__ void argmax_vectors(const float4* __restrict__ x, int* __restrict__ index, int vectors) {
    __shared__ float values[THREADS];
    __shared__ int places[THREADS];
    int t = threadIdx.x;
    float largest = -__int_as_float(0x7f800000);
    int best = 0x7fffffff;
    for (int i = t; i < vectors; i += THREADS) {
        float4 v = __ldg(x + (size_t)blockIdx.x * vectors + i);
        float four[4] = {v.x, v.y, v.z, v.w};
#pragma unroll
        for (int k = 0; k < 4; k++)
            if (four[k] > largest) largest = four[k], best = 4 * i + k;
    }
    values[t] = largest;
    places[t] = best;
    __syncthreads();
    for (int s = THREADS / 2; s > 0; s /= 2) {
        if (t < s) {
            bool better = values[t + s] > values[t] || (values[t + s] == values[t] && places[t + s] < places[t]);
            if (better) values[t] = values[t + s], places[t] = places[t + s];
        }
        __syncthreads();
    }
    if (t == 0) index[blockIdx.x] = places[0];
}
