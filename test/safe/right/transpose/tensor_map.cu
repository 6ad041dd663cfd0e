/*---
tensorMaps:
  map_x: { tensor: x, box: [32, 32] }
  map_y: { tensor: y, box: [32, 32] }
launch:
  - { kernel: transpose, grid: ["ceildiv(N, 32)", "ceildiv(M, 32)"], block: [256], args: [map_x, map_y] }
---*/
// The copy engine brings a tile and takes away another, which the threads have turned in between.
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};

__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

extern "C" __global__ void transpose(const __grid_constant__ CUtensorMap map_x,
                                     const __grid_constant__ CUtensorMap map_y) {
    __shared__ __align__(128) float in[32][32];
    __shared__ __align__(128) float out[32][32];
    __shared__ unsigned long long full;
    int t = threadIdx.x, column = blockIdx.x * 32, row = blockIdx.y * 32;
    unsigned barrier = shared_address(&full), done = 0;
    if (t == 0) {
        asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(barrier) : "memory");
        asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
        asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(4096) : "memory");
        asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes "
                     "[%0], [%1, {%2, %3}], [%4];" ::"r"(shared_address(in)),
                     "l"(&map_x), "r"(column), "r"(row), "r"(barrier)
                     : "memory");
    }
    __syncthreads();
    while (!done)
        asm volatile("{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], 0;\nselp.u32 %0, 1, 0, p;\n}"
                     : "=r"(done)
                     : "r"(barrier)
                     : "memory");
    for (int i = t; i < 1024; i += 256) out[i / 32][i % 32] = in[i % 32][i / 32];
    asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
    __syncthreads();
    if (t == 0) {
        asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%0, {%1, %2}], [%3];" ::"l"(&map_y),
                     "r"(row), "r"(column), "r"(shared_address(out))
                     : "memory");
        asm volatile("cp.async.bulk.commit_group;" ::: "memory");
        asm volatile("cp.async.bulk.wait_group 0;" ::: "memory");
    }
}
