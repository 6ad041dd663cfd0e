/*---
tensorMaps:
  map_a: { tensor: a, box: [128, 64], swizzle: 128, l2: 256 }
  map_b: { tensor: b, box: [128, 64], swizzle: 128, l2: 256 }
launch:
  - kernel: gemm
    grid: ["N / 128", "M / 128"]
    block: [384]
    shared: "4 * 2 * 128 * 64 * 2 + 1024"
    args: [map_a, map_b, c, N, K]
---*/
// Warp-specialised: one thread of the first warp group has the copy engine fill a ring of four stages; the other two
// warp groups multiply 64 rows each with wgmma. A barrier a stage says full, another empty.
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};

constexpr int STEP = 64, STAGES = 4, HALF = 128 * STEP * 2, STAGE = 2 * HALF;

__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

__device__ void wait(unsigned long long* barrier, unsigned parity) {
    unsigned done = 0;
    while (!done)
        asm volatile("{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\nselp.u32 %0, 1, 0, p;\n}"
                     : "=r"(done)
                     : "r"(shared_address(barrier)), "r"(parity)
                     : "memory");
}

__device__ void bring(unsigned to, const CUtensorMap* map, int column, int row, unsigned long long* barrier) {
    asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes [%0], [%1, {%2, %3}], "
                 "[%4];" ::"r"(to),
                 "l"(map), "r"(column), "r"(row), "r"(shared_address(barrier))
                 : "memory");
}

// Rows of 128 bytes with the 128-byte swizzle, eight rows every 1024 bytes.
__device__ unsigned long long descriptor(unsigned at) {
    return (unsigned long long)((at & 0x3ffff) >> 4) | 1ULL << 16 | (1024ULL >> 4) << 32 | 1ULL << 62;
}

#define REGISTERS_8(d, i) \
    "+f"(d[i]), "+f"(d[i + 1]), "+f"(d[i + 2]), "+f"(d[i + 3]), "+f"(d[i + 4]), "+f"(d[i + 5]), "+f"(d[i + 6]), \
        "+f"(d[i + 7])

__device__ void multiply_add(float (&d)[64], unsigned long long a, unsigned long long b) {
    asm volatile("wgmma.mma_async.sync.aligned.m64n128k16.f32.f16.f16 "
                 "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
                 "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31, "
                 "%32, %33, %34, %35, %36, %37, %38, %39, %40, %41, %42, %43, %44, %45, %46, %47, "
                 "%48, %49, %50, %51, %52, %53, %54, %55, %56, %57, %58, %59, %60, %61, %62, %63}, "
                 "%64, %65, 1, 1, 1, 0, 0;"
                 : REGISTERS_8(d, 0), REGISTERS_8(d, 8), REGISTERS_8(d, 16), REGISTERS_8(d, 24), REGISTERS_8(d, 32),
                   REGISTERS_8(d, 40), REGISTERS_8(d, 48), REGISTERS_8(d, 56)
                 : "l"(a), "l"(b));
}

extern "C" __global__ void __launch_bounds__(384, 1)
gemm(const __grid_constant__ CUtensorMap map_a, const __grid_constant__ CUtensorMap map_b, float* c, int N, int K) {
    extern __shared__ unsigned char memory[];
    __shared__ unsigned long long full[STAGES], empty[STAGES];
    // The swizzle repeats every 1024 bytes, so tiles begin at a multiple of that.
    unsigned tiles = (shared_address(memory) + 1023) & ~1023u;
    int t = threadIdx.x, group = t / 128, steps = K / STEP;
    int first_row = blockIdx.y * 128, first_column = blockIdx.x * 128;
    if (t == 0) {
        for (int s = 0; s < STAGES; s++) {
            asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(shared_address(&full[s])) : "memory");
            asm volatile("mbarrier.init.shared::cta.b64 [%0], 2;" ::"r"(shared_address(&empty[s])) : "memory");
        }
        asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
    }
    __syncthreads();
    if (group == 0) {
        asm volatile("setmaxnreg.dec.sync.aligned.u32 40;");
        if (t != 0) return;
        for (int step = 0; step < steps; step++) {
            int stage = step % STAGES;
            if (step >= STAGES) wait(&empty[stage], (step / STAGES - 1) % 2);
            asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(shared_address(&full[stage])),
                         "r"(STAGE)
                         : "memory");
            bring(tiles + stage * STAGE, &map_a, step * STEP, first_row, &full[stage]);
            bring(tiles + stage * STAGE + HALF, &map_b, step * STEP, first_column, &full[stage]);
        }
        return;
    }
    asm volatile("setmaxnreg.inc.sync.aligned.u32 232;");
    float sum[64] = {};
    unsigned rows = (group - 1) * 64 * STEP * 2;
    for (int step = 0; step < steps; step++) {
        int stage = step % STAGES;
        wait(&full[stage], step / STAGES % 2);
        asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#pragma unroll
        for (int k = 0; k < STEP; k += 16)
            multiply_add(sum, descriptor(tiles + stage * STAGE + rows + k * 2),
                         descriptor(tiles + stage * STAGE + HALF + k * 2));
        asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
        asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
        if (t % 128 == 0)
            asm volatile("mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(shared_address(&empty[stage])) : "memory");
    }
    int warp = t % 128 / 32, lane = t % 32;
    float* to = c + (size_t)(first_row + (group - 1) * 64 + warp * 16 + lane / 4) * N + first_column + lane % 4 * 2;
#pragma unroll
    for (int n = 0; n < 16; n++) {
        *(float2*)(to + n * 8) = make_float2(sum[4 * n], sum[4 * n + 1]);
        *(float2*)(to + (size_t)8 * N + n * 8) = make_float2(sum[4 * n + 2], sum[4 * n + 3]);
    }
}
