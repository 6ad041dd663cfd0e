/*---
launch:
  - kernel: instance_norm
    grid: ["8 * batch_size * features"]
    block: [1024]
    cluster: [8]
    shared: "16 * min(ceildiv(dim1 * dim2, 32), 14000)"
    args: [x, out, "dim1 * dim2"]
---*/
// Hand-written. Eight blocks share a plane and hold it in their shared memory, so that memory is read once; each takes
// its own mean and squared distances from that, and a cluster barrier brings them together.
constexpr int BLOCKS = 8, THREADS = 1024;
// What a block holds of its share, in floats; it reads the rest again.
constexpr int HELD = 56000;
constexpr float EPS = 1e-5f;

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

__device__ float square(float v) {
    return v * v;
}

extern "C" __global__ void __launch_bounds__(THREADS) instance_norm(const float* x, float* out, int N) {
    extern __shared__ float4 held[];
    __shared__ float scratch[THREADS / 32];
    __shared__ float block_mean, block_squares;
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
        own += (v.x + v.y) + (v.z + v.w);
    }
    for (int n = 4 * fours + threadIdx.x; n < count; n += THREADS) {
        float v = in[n];
        if (n < HELD) ((float*)held)[n] = v;
        own += v;
    }
    float mean = sum_over_block(own, scratch) / max(count, 1);

    // Every thread reads what it wrote itself.
    own = 0.0f;
#pragma unroll 4
    for (int n = threadIdx.x; n < fours; n += THREADS) {
        float4 v = 4 * n < HELD ? held[n] : ((const float4*)in)[n];
        own += (square(v.x - mean) + square(v.y - mean)) + (square(v.z - mean) + square(v.w - mean));
    }
    for (int n = 4 * fours + threadIdx.x; n < count; n += THREADS)
        own += square((n < HELD ? ((const float*)held)[n] : in[n]) - mean);
    own = sum_over_block(own, scratch);
    if (threadIdx.x == 0) {
        block_mean = mean;
        block_squares = own;
    }
    cluster_barrier();
    auto count_of = [&](int rank) { return (float)(min((rank + 1) * share, N) - min(rank * share, N)); };
    mean = 0.0f;
    for (int r = 0; r < BLOCKS; r++) mean += read_remote(&block_mean, r) * (count_of(r) / N);
    float squares = 0.0f;
    for (int r = 0; r < BLOCKS; r++)
        squares += read_remote(&block_squares, r) + square(read_remote(&block_mean, r) - mean) * count_of(r);
    float scale = 1.0f / sqrtf(squares / N + EPS);
    // No block may end while another still reads its shared memory.
    cluster_barrier();

    auto normal = [&](float v) { return (v - mean) * scale; };
#pragma unroll 4
    for (int n = threadIdx.x; n < fours; n += THREADS) {
        float4 v = 4 * n < HELD ? held[n] : ((const float4*)in)[n];
        __stcs((float4*)to + n, make_float4(normal(v.x), normal(v.y), normal(v.z), normal(v.w)));
    }
    for (int n = 4 * fours + threadIdx.x; n < count; n += THREADS)
        to[n] = normal(n < HELD ? ((const float*)held)[n] : in[n]);
}
