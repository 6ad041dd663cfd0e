/*---
launch:
  - { kernel: "cumsum_items<{{THREADS}}, {{ITEMS}}>", grid: [M], block: [{{THREADS}}], args: [x, y, N] }
---*/
/*=== design
summary: Several neighbouring elements a thread in registers, then over warps, then over the block.
variants:
  - { THREADS: 128, ITEMS: 4 }
  - { THREADS: 256, ITEMS: 2 }
  - { THREADS: 64, ITEMS: 8 }
  - { THREADS: 512, ITEMS: 3 }
wrong:
  - { why: What warps before have summed is left out., change: "if (w < warp) before += of_warps[w];", to: "if (w < warp - 1) before += of_warps[w];" }
  - { why: Threads' elements are not summed among themselves., change: "v[k] += v[k - 1];", to: "v[k] = v[k];" }
faulty:
  - { why: A chunk's last elements are not guarded., change: "n + k < N ? in[n + k] : 0.0f", to: "in[n + k]" }
===*/
template <int THREADS, int ITEMS>
__global__ void __launch_bounds__(THREADS) cumsum_items(const float* x, float* y, int N) {
    __shared__ float of_warps[THREADS / 32];
    int t = threadIdx.x, lane = t % 32, warp = t / 32;
    const float* in = x + (size_t)blockIdx.x * N;
    float* out = y + (size_t)blockIdx.x * N;
    float carry = 0.0f;
    for (int first = 0; first < N; first += THREADS * ITEMS) {
        int n = first + t * ITEMS;
        float v[ITEMS];
#pragma unroll
        for (int k = 0; k < ITEMS; k++) v[k] = n + k < N ? in[n + k] : 0.0f;
#pragma unroll
        for (int k = 1; k < ITEMS; k++) v[k] += v[k - 1];
        float inclusive = v[ITEMS - 1];
        for (int offset = 1; offset < 32; offset <<= 1) {
            float other = __shfl_up_sync(0xffffffffu, inclusive, offset);
            if (lane >= offset) inclusive += other;
        }
        if (lane == 31) of_warps[warp] = inclusive;
        __syncthreads();
        float before = carry + inclusive - v[ITEMS - 1];
        for (int w = 0; w < THREADS / 32; w++) {
            if (w < warp) before += of_warps[w];
            carry += of_warps[w];
        }
#pragma unroll
        for (int k = 0; k < ITEMS; k++)
            if (n + k < N) out[n + k] = before + v[k];
        __syncthreads();
    }
}
