/*---
launch:
  - kernel: l1_norm
    grid: ["4 * batch_size"]
    block: [512]
    cluster: [4]
    shared: "16 * min(ceildiv(dim, 16), 4608)"
    args: [x, out, dim]
---*/
// Hand-written. Four blocks share a row and hold it in their shared memory, so that memory is read once; they add their
// sums across a cluster barrier, and three blocks fit a multiprocessor at a time.
constexpr int BLOCKS = 4, THREADS = 512;
// What a block holds of its share, in floats; it reads the rest again.
constexpr int HELD = 18432;

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

// Every thread gets the sum; the barrier at the end lets the caller use `scratch` again at once.
__device__ float sum_over_block(float own, float* scratch) {
    for (int offset = 16; offset > 0; offset /= 2) own += __shfl_xor_sync(~0u, own, offset);
    if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = own;
    __syncthreads();
    float sum = threadIdx.x % 32 < THREADS / 32 ? scratch[threadIdx.x % 32] : 0.0f;
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(~0u, sum, offset);
    __syncthreads();
    return sum;
}

__device__ float term(float v) {
    return fabsf(v);
}

extern "C" __global__ void __launch_bounds__(THREADS, 3) l1_norm(const float* x, float* out, int N) {
    extern __shared__ float4 held[];
    __shared__ float scratch[THREADS / 32];
    __shared__ float block_sum;
    long long row = (long long)(blockIdx.x / BLOCKS) * N;
    // Shares are multiples of four elements, so that all are aligned where the row is.
    int share = 4 * ((N + 4 * BLOCKS - 1) / (4 * BLOCKS));
    int first = min(cluster_rank() * share, N), count = min(share, N - first);
    const float* in = x + row + first;
    float* to = out + row + first;
    int fours = N % 4 == 0 ? count / 4 : 0;

    float own = 0.0f;
#pragma unroll 4
    for (int n = threadIdx.x; n < fours; n += THREADS) {
        float4 v = __ldcs((const float4*)in + n);
        if (4 * n < HELD) held[n] = v;
        own += (term(v.x) + term(v.y)) + (term(v.z) + term(v.w));
    }
#pragma unroll 8
    for (int n = 4 * fours + threadIdx.x; n < count; n += THREADS) {
        float v = in[n];
        if (n < HELD) ((float*)held)[n] = v;
        own += term(v);
    }
    own = sum_over_block(own, scratch);
    if (threadIdx.x == 0) block_sum = own;
    cluster_barrier();
    float sum = 0.0f;
    for (int r = 0; r < BLOCKS; r++) sum += read_remote(&block_sum, r);
    // No block may end while another still reads its shared memory.
    cluster_barrier();

    // Every thread reads what it wrote itself.
    float divisor = sum / N;
#pragma unroll 4
    for (int n = threadIdx.x; n < fours; n += THREADS) {
        float4 v = 4 * n < HELD ? held[n] : ((const float4*)in)[n];
        __stcs((float4*)to + n, make_float4(v.x / divisor, v.y / divisor, v.z / divisor, v.w / divisor));
    }
#pragma unroll 8
    for (int n = 4 * fours + threadIdx.x; n < count; n += THREADS)
        __stcs(to + n, (n < HELD ? ((const float*)held)[n] : in[n]) / divisor);
}
