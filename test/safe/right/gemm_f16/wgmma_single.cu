/*---
tensorMaps:
  map_a: { tensor: a, box: [64, 64], swizzle: 128 }
  map_b: { tensor: b, box: [64, 64], swizzle: 128 }
launch:
  - { kernel: gemm, grid: ["N / 64", "M / 64"], block: [128], args: [map_a, map_b, c, N, K] }
---*/
// One warp group a block: it asks for the next tiles, waits for these, and multiplies 64 x 64 with wgmma.
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};

__device__ unsigned shared_address(const void* p) { return (unsigned)__cvta_generic_to_shared(p); }

__device__ unsigned long long descriptor(const void* p) {
    return (unsigned long long)((shared_address(p) & 0x3ffff) >> 4) | 1ULL << 16 | (1024ULL >> 4) << 32 | 1ULL << 62;
}

__device__ void multiply_add(float (&d)[32], unsigned long long a, unsigned long long b) {
    asm volatile("wgmma.mma_async.sync.aligned.m64n64k16.f32.f16.f16 "
                 "{%0, %1, %2, %3, %4, %5, %6, %7, %8, %9, %10, %11, %12, %13, %14, %15, "
                 "%16, %17, %18, %19, %20, %21, %22, %23, %24, %25, %26, %27, %28, %29, %30, %31}, "
                 "%32, %33, 1, 1, 1, 0, 0;"
                 : "+f"(d[0]), "+f"(d[1]), "+f"(d[2]), "+f"(d[3]), "+f"(d[4]), "+f"(d[5]), "+f"(d[6]), "+f"(d[7]),
                   "+f"(d[8]), "+f"(d[9]), "+f"(d[10]), "+f"(d[11]), "+f"(d[12]), "+f"(d[13]), "+f"(d[14]),
                   "+f"(d[15]), "+f"(d[16]), "+f"(d[17]), "+f"(d[18]), "+f"(d[19]), "+f"(d[20]), "+f"(d[21]),
                   "+f"(d[22]), "+f"(d[23]), "+f"(d[24]), "+f"(d[25]), "+f"(d[26]), "+f"(d[27]), "+f"(d[28]),
                   "+f"(d[29]), "+f"(d[30]), "+f"(d[31])
                 : "l"(a), "l"(b));
}

extern "C" __global__ void __launch_bounds__(128)
gemm(const __grid_constant__ CUtensorMap map_a, const __grid_constant__ CUtensorMap map_b, float* c, int N, int K) {
    __shared__ __align__(1024) unsigned char tile_a[2][64 * 128];
    __shared__ __align__(1024) unsigned char tile_b[2][64 * 128];
    __shared__ unsigned long long full[2];
    int t = threadIdx.x, steps = K / 64, first_row = blockIdx.y * 64, first_column = blockIdx.x * 64;
    auto fetch = [&](int step) {
        unsigned barrier = shared_address(&full[step % 2]);
        asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], 16384;" ::"r"(barrier) : "memory");
        asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes "
                     "[%0], [%1, {%2, %3}], [%4];" ::"r"(shared_address(tile_a[step % 2])),
                     "l"(&map_a), "r"(step * 64), "r"(first_row), "r"(barrier)
                     : "memory");
        asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.mbarrier::complete_tx::bytes "
                     "[%0], [%1, {%2, %3}], [%4];" ::"r"(shared_address(tile_b[step % 2])),
                     "l"(&map_b), "r"(step * 64), "r"(first_column), "r"(barrier)
                     : "memory");
    };
    if (t == 0) {
        for (int s = 0; s < 2; s++)
            asm volatile("mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"(shared_address(&full[s])) : "memory");
        asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
        fetch(0);
    }
    __syncthreads();
    float sum[32] = {};
    for (int step = 0; step < steps; step++) {
        if (t == 0 && step + 1 < steps) fetch(step + 1);
        unsigned done = 0;
        while (!done)
            asm volatile(
                "{\n.reg .pred p;\nmbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\nselp.u32 %0, 1, 0, p;\n}"
                : "=r"(done)
                : "r"(shared_address(&full[step % 2])), "r"(step / 2 % 2)
                : "memory");
        asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
#pragma unroll
        for (int k = 0; k < 4; k++)
            multiply_add(sum, descriptor(tile_a[step % 2] + k * 32), descriptor(tile_b[step % 2] + k * 32));
        asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
        asm volatile("wgmma.wait_group.sync.aligned 0;" ::: "memory");
        __syncthreads();
    }
    float* to = c + (size_t)(first_row + t / 32 * 16 + t % 32 / 4) * N + first_column + t % 4 * 2;
#pragma unroll
    for (int n = 0; n < 8; n++) {
        *(float2*)(to + n * 8) = make_float2(sum[4 * n], sum[4 * n + 1]);
        *(float2*)(to + (size_t)8 * N + n * 8) = make_float2(sum[4 * n + 2], sum[4 * n + 3]);
    }
}
