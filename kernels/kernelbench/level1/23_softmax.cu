/*---
launch:
  - kernel: softmax
    grid: ["8 * batch_size"]
    block: [1024]
    cluster: [8]
    shared: "16 * min(ceildiv(dim, 32), 14000)"
    args: [x, out, dim]
---*/
// Hand-written. Eight blocks share a row and hold it in their shared memory, so that memory is read once; each takes
// its own maximum and sum, and a cluster barrier brings them together.
constexpr float LOWEST = -3.402823466e38f;
constexpr int BLOCKS = 8, THREADS = 1024;
// What a block holds of its share, in floats; it reads the rest again.
constexpr int HELD = 56000;

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

// Every thread gets the largest; the barrier at the end lets the caller use `scratch` again at once.
__device__ float largest_of_block(float own, float* scratch) {
    for (int offset = 16; offset > 0; offset /= 2) own = fmaxf(own, __shfl_xor_sync(~0u, own, offset));
    if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = own;
    __syncthreads();
    float largest = threadIdx.x % 32 < THREADS / 32 ? scratch[threadIdx.x % 32] : LOWEST;
    for (int offset = 16; offset > 0; offset /= 2) largest = fmaxf(largest, __shfl_xor_sync(~0u, largest, offset));
    __syncthreads();
    return largest;
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

__device__ float4 exponentials(float4 v, float largest) {
    return make_float4(__expf(v.x - largest), __expf(v.y - largest), __expf(v.z - largest), __expf(v.w - largest));
}

extern "C" __global__ void __launch_bounds__(THREADS) softmax(const float* x, float* out, int N) {
    extern __shared__ float4 held[];
    __shared__ float scratch[THREADS / 32];
    __shared__ float block_largest, block_sum;
    long long row = (long long)(blockIdx.x / BLOCKS) * N;
    // Shares are multiples of four elements, so that all are aligned where the row is.
    int share = 4 * ((N + 4 * BLOCKS - 1) / (4 * BLOCKS));
    int first = min(cluster_rank() * share, N), count = min(share, N - first);
    const float* in = x + row + first;
    float* to = out + row + first;
    int fours = N % 4 == 0 ? count / 4 : 0;

    float largest = LOWEST;
#pragma unroll 4
    for (int n = threadIdx.x; n < fours; n += THREADS) {
        float4 v = __ldcs((const float4*)in + n);
        if (4 * n < HELD) held[n] = v;
        largest = fmaxf(largest, fmaxf(fmaxf(v.x, v.y), fmaxf(v.z, v.w)));
    }
    for (int n = 4 * fours + threadIdx.x; n < count; n += THREADS) {
        if (n < HELD) ((float*)held)[n] = in[n];
        largest = fmaxf(largest, in[n]);
    }
    largest = largest_of_block(largest, scratch);

    // Every thread reads what it wrote itself.
    float sum = 0.0f;
#pragma unroll 4
    for (int n = threadIdx.x; n < fours; n += THREADS) {
        float4 v = exponentials(4 * n < HELD ? held[n] : ((const float4*)in)[n], largest);
        if (4 * n < HELD) held[n] = v;
        sum += (v.x + v.y) + (v.z + v.w);
    }
    for (int n = 4 * fours + threadIdx.x; n < count; n += THREADS) {
        float v = __expf((n < HELD ? ((float*)held)[n] : in[n]) - largest);
        if (n < HELD) ((float*)held)[n] = v;
        sum += v;
    }
    sum = sum_over_block(sum, scratch);
    if (threadIdx.x == 0) {
        block_largest = largest;
        block_sum = sum;
    }
    cluster_barrier();
    float overall = LOWEST, total = 0.0f;
    for (int r = 0; r < BLOCKS; r++) overall = fmaxf(overall, read_remote(&block_largest, r));
    for (int r = 0; r < BLOCKS; r++)
        total += read_remote(&block_sum, r) * __expf(read_remote(&block_largest, r) - overall);
    // No block may end while another still reads its shared memory.
    cluster_barrier();

    float scale = __expf(largest - overall) / total;
#pragma unroll 4
    for (int n = threadIdx.x; n < fours; n += THREADS) {
        float4 v = 4 * n < HELD ? held[n] : exponentials(((const float4*)in)[n], largest);
        __stcs((float4*)to + n, make_float4(v.x * scale, v.y * scale, v.z * scale, v.w * scale));
    }
    for (int n = 4 * fours + threadIdx.x; n < count; n += THREADS)
        to[n] = (n < HELD ? ((float*)held)[n] : __expf(in[n] - largest)) * scale;
}
