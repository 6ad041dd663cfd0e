/*---
tensorMaps:
  map_x: { tensor: x, box: [32, 64], l2: 128 }
  map_y: { tensor: y, box: [32, 64] }
launch:
  - { kernel: copy, grid: ["ceildiv(N, 64)", "ceildiv(M, 32)"], block: [32], args: [map_x, map_y] }
---*/
// Tiles in and out through tensor maps; what lies outside comes as zeros and is not stored.
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};

__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

extern "C" __global__ void copy(const __grid_constant__ CUtensorMap map_x, const __grid_constant__ CUtensorMap map_y) {
    __shared__ __align__(128) float tile[32 * 64];
    __shared__ unsigned long long full;
    if (threadIdx.x != 0) return;
    int column = blockIdx.x * 64, row = blockIdx.y * 32;
    unsigned barrier = shared_address(&full), at = shared_address(tile), done = 0;
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(barrier) : "memory");
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(32 * 64 * 4) : "memory");
    asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], "
                 "[%4];" ::"r"(at),
                 "l"(&map_x), "r"(column), "r"(row), "r"(barrier)
                 : "memory");
    while (!done)
        asm volatile("{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], 0;\nselp.u32 %0, 1, 0, p;\n}"
                     : "=r"(done)
                     : "r"(barrier)
                     : "memory");
    asm volatile("cp.async.bulk.tensor.2d.global.shared::cta.bulk_group [%0, {%1, %2}], [%3];" ::"l"(&map_y),
                 "r"(column), "r"(row), "r"(at)
                 : "memory");
    asm volatile("cp.async.bulk.commit_group;" ::: "memory");
    asm volatile("cp.async.bulk.wait_group 0;" ::: "memory");
}
