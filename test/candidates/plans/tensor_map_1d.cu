/*---
tensorMaps:
  map_a: { tensor: a, box: [256] }
  map_b: { tensor: b, box: [256] }
  map_c: { tensor: c, box: [256] }
launch:
  - { kernel: add, grid: ["ceildiv(N, 256)"], block: [256], args: [map_a, map_b, map_c] }
---*/
// Solves vector_add with bulk copies alone, in and out. The engine's own bounds replace the tail's: what lies past N is
// read as zero and not written.
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};

constexpr int BOX = 256;

__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

__device__ void copy_in(float* to, const CUtensorMap* map, int first, unsigned long long* barrier) {
    asm volatile("cp.async.bulk.tensor.1d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2}], [%3];"
                 :
                 : "r"(shared_address(to)), "l"(map), "r"(first), "r"(shared_address(barrier))
                 : "memory");
}

extern "C" __global__ void add(const __grid_constant__ CUtensorMap map_a, const __grid_constant__ CUtensorMap map_b,
                               const __grid_constant__ CUtensorMap map_c) {
    __shared__ __align__(128) float left[BOX];
    __shared__ __align__(128) float right[BOX];
    __shared__ __align__(8) unsigned long long arrived;
    int t = threadIdx.x, first = blockIdx.x * BOX;

    if (t == 0) {
        asm volatile("mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(shared_address(&arrived)), "r"(1) : "memory");
        asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
        asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(&arrived)),
                     "r"(2 * BOX * 4)
                     : "memory");
        copy_in(left, &map_a, first, &arrived);
        copy_in(right, &map_b, first, &arrived);
    }
    // Nobody may look at the mbarrier before it is initialised.
    __syncthreads();
    unsigned complete = 0;
    while (!complete)
        asm volatile("{\n"
                     ".reg .pred p;\n"
                     "mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\n"
                     "selp.u32 %0, 1, 0, p;\n"
                     "}"
                     : "=r"(complete)
                     : "r"(shared_address(&arrived)), "r"(0)
                     : "memory");

    left[t] += right[t];
    // Ordinary stores have to be made visible to the copy engine by the threads that made them.
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
    __syncthreads();
    if (t == 0) {
        asm volatile("cp.async.bulk.tensor.1d.global.shared::cta.bulk_group [%0, {%1}], [%2];"
                     :
                     : "l"(&map_c), "r"(first), "r"(shared_address(left))
                     : "memory");
        asm volatile("cp.async.bulk.commit_group;" ::: "memory");
        asm volatile("cp.async.bulk.wait_group 0;" ::: "memory");
    }
}
