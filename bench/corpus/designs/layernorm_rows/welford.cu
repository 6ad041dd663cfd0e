/*---
launch:
  - { kernel: "layernorm_welford<{{THREADS}}>", grid: [M], block: [{{THREADS}}], args: [x, weight, bias, y, N, eps] }
---*/
/*=== design
summary: Welford's running mean and variance in one pass, merged over warps and the block.
variants:
  - { THREADS: 64 }
  - { THREADS: 128 }
  - { THREADS: 512 }
  - { THREADS: 256 }
wrong:
  - { why: Merging forgets the distance of the means., change: "squares += other.squares + delta * delta * count * share;", to: "squares += other.squares;" }
faulty:
  - { why: The last step of a row is not guarded., change: "for (int n = threadIdx.x; n < N; n += THREADS) own.add(in[n]);", to: "for (int n = 0; n < N; n += THREADS) own.add(in[n + threadIdx.x]);" }
===*/
struct Moments {
    float count = 0.0f, mean = 0.0f, squares = 0.0f;

    __device__ void add(float v) {
        count += 1.0f;
        float delta = v - mean;
        mean += delta / count;
        squares += delta * (v - mean);
    }

    __device__ void merge(const Moments& other) {
        float total = count + other.count;
        if (total == 0.0f) return;
        float delta = other.mean - mean, share = other.count / total;
        squares += other.squares + delta * delta * count * share;
        mean += delta * share;
        count = total;
    }
};

template <int THREADS>
__global__ void layernorm_welford(const float* x, const float* weight, const float* bias, float* y, int N, float eps) {
    __shared__ Moments of_warps[THREADS / 32];
    const float* in = x + (size_t)blockIdx.x * N;
    Moments own;
    for (int n = threadIdx.x; n < N; n += THREADS) own.add(in[n]);
    for (int offset = 16; offset > 0; offset /= 2) {
        Moments other;
        other.count = __shfl_down_sync(0xffffffffu, own.count, offset);
        other.mean = __shfl_down_sync(0xffffffffu, own.mean, offset);
        other.squares = __shfl_down_sync(0xffffffffu, own.squares, offset);
        own.merge(other);
    }
    if (threadIdx.x % 32 == 0) of_warps[threadIdx.x / 32] = own;
    __syncthreads();
    Moments all = of_warps[0];
    for (int w = 1; w < THREADS / 32; w++) all.merge(of_warps[w]);
    float scale = rsqrtf(all.squares / N + eps);
    for (int n = threadIdx.x; n < N; n += THREADS)
        y[(size_t)blockIdx.x * N + n] = fmaf((in[n] - all.mean) * scale, weight[n], bias[n]);
}
