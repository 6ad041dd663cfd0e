/*---
launch:
  - { kernel: softmax, grid: ["2 * M"], block: [128], cluster: [2], args: [x, y, N] }
---*/
// Solves softmax. As cluster.cu, with two blocks for each row and the instructions themselves instead of cooperative
// groups, which take a second to compile.
constexpr int THREADS = 128;
constexpr float LOWEST = -3.402823466e38f;

__device__ unsigned cluster_rank() {
    unsigned rank;
    asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
    return rank;
}

__device__ void cluster_barrier() {
    asm volatile("barrier.cluster.arrive.release;" ::: "memory");
    asm volatile("barrier.cluster.wait.acquire;" ::: "memory");
}

// The float at the same place in the shared memory of another block of the cluster.
__device__ float read_remote(const float* own, unsigned rank) {
    unsigned local = (unsigned)__cvta_generic_to_shared(own), remote;
    float value;
    asm volatile("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(remote) : "r"(local), "r"(rank));
    asm volatile("ld.shared::cluster.f32 %0, [%1];" : "=f"(value) : "r"(remote) : "memory");
    return value;
}

extern "C" __global__ void softmax(const float* x, float* y, int N) {
    __shared__ float scratch[THREADS];
    __shared__ float block_largest;
    __shared__ float block_sum;
    int rank = cluster_rank(), t = threadIdx.x;
    const float* in = x + (long long)(blockIdx.x / 2) * N;
    float* out = y + (long long)(blockIdx.x / 2) * N;

    float largest = LOWEST;
    for (int n = rank * THREADS + t; n < N; n += 2 * THREADS) largest = fmaxf(largest, in[n]);
    scratch[t] = largest;
    __syncthreads();
    if (t == 0) {
        for (int n = 1; n < THREADS; n++) largest = fmaxf(largest, scratch[n]);
        block_largest = largest;
    }
    cluster_barrier();
    largest = fmaxf(read_remote(&block_largest, 0), read_remote(&block_largest, 1));

    float own = 0.0f;
    for (int n = rank * THREADS + t; n < N; n += 2 * THREADS) own += expf(in[n] - largest);
    scratch[t] = own;
    __syncthreads();
    if (t == 0) {
        for (int n = 1; n < THREADS; n++) own += scratch[n];
        block_sum = own;
    }
    cluster_barrier();
    float sum = read_remote(&block_sum, 0) + read_remote(&block_sum, 1);
    // No block may end while the other still reads its shared memory.
    cluster_barrier();

    for (int n = rank * THREADS + t; n < N; n += 2 * THREADS) out[n] = expf(in[n] - largest) / sum;
}
