/*---
launch:
  - { kernel: clear, grid: [1], block: [1], args: [y] }
  - { kernel: reduce, grid: [528], block: [256], cluster: [4], args: [x, y, N] }
---*/
// Blocks of a cluster read one another's sums in shared memory; the first one adds them to the result.
extern "C" __global__ void clear(float* y) { y[0] = 0.0f; }

__device__ float remote(const float* own, unsigned rank) {
    float v;
    asm volatile("{\n.reg .u32 a;\nmapa.shared::cluster.u32 a, %1, %2;\nld.shared::cluster.f32 %0, [a];\n}"
                 : "=f"(v)
                 : "r"((unsigned)__cvta_generic_to_shared(own)), "r"(rank)
                 : "memory");
    return v;
}

__device__ void cluster_sync() {
    asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory");
    asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory");
}

extern "C" __global__ void reduce(const float* x, float* y, int N) {
    __shared__ float s[8];
    __shared__ float block_sum;
    int t = threadIdx.x;
    float sum = 0.0f;
    for (int i = blockIdx.x * 256 + t; i < N; i += gridDim.x * 256) sum += x[i];
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, offset);
    if (t % 32 == 0) s[t / 32] = sum;
    __syncthreads();
    if (t == 0) {
        float own = 0.0f;
        for (int k = 0; k < 8; k++) own += s[k];
        block_sum = own;
    }
    cluster_sync();
    if (t == 0 && blockIdx.x % 4 == 0) {
        float all = 0.0f;
        for (unsigned rank = 0; rank < 4; rank++) all += remote(&block_sum, rank);
        atomicAdd(y, all);
    }
    // Nobody's shared memory goes away while it is read.
    cluster_sync();
}
