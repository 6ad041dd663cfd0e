/*---
launch:
  - { kernel: copy, grid: ["ceildiv(M * N, 8192)"], block: [128], shared: 32768, args: [x, y, "M * N"] }
---*/
// In and out by bulk copies of up to 32 KB: one thread works and the others look on.
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

extern "C" __global__ void copy(const float* x, float* y, int count) {
    extern __shared__ __align__(128) float tile[];
    __shared__ unsigned long long full;
    if (threadIdx.x != 0) return;
    int first = blockIdx.x * 8192, bytes = min(8192, count - first) * 4;
    unsigned barrier = shared_address(&full), to = shared_address(tile), done = 0;
    asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(barrier) : "memory");
    asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(barrier), "r"(bytes) : "memory");
    asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1], %2, [%3];" ::"r"(to),
                 "l"(x + first), "r"(bytes), "r"(barrier)
                 : "memory");
    while (!done)
        asm volatile("{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], 0;\nselp.u32 %0, 1, 0, p;\n}"
                     : "=r"(done)
                     : "r"(barrier)
                     : "memory");
    asm volatile("cp.async.bulk.global.shared::cta.bulk_group [%0], [%1], %2;" ::"l"(y + first), "r"(to), "r"(bytes)
                 : "memory");
    asm volatile("cp.async.bulk.commit_group;" ::: "memory");
    asm volatile("cp.async.bulk.wait_group 0;" ::: "memory");
}
