/*---
launch:
  - { kernel: copy, grid: ["ceildiv(M * N, 2048)"], block: [128], args: [x, y, "M * N / 4"] }
---*/
// Each thread's four copies of 16 bytes are in groups of their own, so that it can store the first while others travel.
__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

extern "C" __global__ void copy(const float4* x, float4* y, int vectors) {
    __shared__ float4 tile[4][128];
    int t = threadIdx.x, first = blockIdx.x * 512 + t;
#pragma unroll
    for (int k = 0; k < 4; k++) {
        int i = first + k * 128;
        // A size of zero reads nothing and fills with zeros.
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(shared_address(&tile[k][t])),
                     "l"(x + min(i, vectors - 1)), "r"(i < vectors ? 16 : 0)
                     : "memory");
        asm volatile("cp.async.commit_group;" ::: "memory");
    }
#pragma unroll
    for (int k = 0; k < 4; k++) {
        if (k == 0) asm volatile("cp.async.wait_group 3;" ::: "memory");
        if (k == 1) asm volatile("cp.async.wait_group 2;" ::: "memory");
        if (k == 2) asm volatile("cp.async.wait_group 1;" ::: "memory");
        if (k == 3) asm volatile("cp.async.wait_group 0;" ::: "memory");
        int i = first + k * 128;
        if (i < vectors) y[i] = tile[k][t];
    }
}
