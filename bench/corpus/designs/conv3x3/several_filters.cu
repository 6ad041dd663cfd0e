/*---
launch:
  - kernel: conv_filters
    grid: ["ceildiv(H * W, {{THREADS}})", "ceildiv(K, {{FILTERS}})", B]
    block: [{{THREADS}}]
    shared: "4 * 9 * C * {{FILTERS}}"
    args: [x, weight, y, C, K, H, W]
---*/
/*=== design
summary: Several filters a thread, whose weights lie in dynamic shared memory; the window is read once for all of them.
variants:
  - { THREADS: 64, FILTERS: 2 }
  - { THREADS: 128, FILTERS: 4 }
  - { THREADS: 128, FILTERS: 5 }
  - { THREADS: 256, FILTERS: 8 }
wrong:
  - { why: The window's corner is left out., change: "for (int i = 0; i < 9; i++) sum[f]", to: "for (int i = 1; i < 9; i++) sum[f]" }
uncompilable:
  - { why: A size that is only known when it runs., change: "float window[9];", to: "__shared__ float window[9 * C];" }
faulty:
  - { why: Filters past the last are written., change: "if (first + f < K) y", to: "y", variant: 3 }
===*/
extern "C" __global__ void conv_filters(const float* __restrict__ x, const float* __restrict__ weight, float* __restrict__ y,
                                        int C, int K, int H, int W) {
    extern __shared__ float weights[];
    int first = blockIdx.y * {{FILTERS}}, b = blockIdx.z;
    for (int i = threadIdx.x; i < 9 * C * {{FILTERS}}; i += {{THREADS}}) {
        int k = first + i / (9 * C);
        weights[i] = k < K ? weight[(size_t)k * 9 * C + i % (9 * C)] : 0.0f;
    }
    __syncthreads();
    int position = blockIdx.x * {{THREADS}} + threadIdx.x;
    if (position >= H * W) return;
    int h = position / W, w = position % W;
    float sum[{{FILTERS}}] = {};
    for (int c = 0; c < C; c++) {
        const float* image = x + ((size_t)b * C + c) * H * W;
        float window[9];
#pragma unroll
        for (int i = 0; i < 9; i++) {
            int row = h + i / 3 - 1, column = w + i % 3 - 1;
            bool inside = (unsigned)row < (unsigned)H && (unsigned)column < (unsigned)W;
            window[i] = inside ? __ldg(image + row * W + column) : 0.0f;
        }
#pragma unroll
        for (int f = 0; f < {{FILTERS}}; f++)
#pragma unroll
            for (int i = 0; i < 9; i++) sum[f] = fmaf(window[i], weights[(f * C + c) * 9 + i], sum[f]);
    }
#pragma unroll
    for (int f = 0; f < {{FILTERS}}; f++)
        if (first + f < K) y[((size_t)b * K + first + f) * H * W + position] = sum[f];
}
