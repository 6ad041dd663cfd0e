/*---
launch:
  - { kernel: axpy, grid: ["ceildiv(N, 1024)"], block: [256], args: [x, y, z, alpha, N] }
---*/
extern "C" __global__ void axpy(const float* x, const float* y, float* z, float alpha, int N) {
    int i = 4 * (blockIdx.x * blockDim.x + threadIdx.x);
    if (i + 3 >= N) {
        for (; i < N; i++) {
            float a, b;
            asm volatile("ld.global.nc.f32 %0, [%1];" : "=f"(a) : "l"(x + i));
            asm volatile("ld.global.nc.f32 %0, [%1];" : "=f"(b) : "l"(y + i));
            asm volatile("fma.rn.f32 %0, %1, %2, %0;" : "+f"(b) : "f"(alpha), "f"(a));
            asm volatile("st.global.f32 [%0], %1;" ::"l"(z + i), "f"(b) : "memory");
        }
        return;
    }
    asm volatile("{\n"
                 ".reg .f32 a<4>, b<4>;\n"
                 "ld.global.nc.L1::no_allocate.v4.f32 {a0, a1, a2, a3}, [%0];\n"
                 "ld.global.nc.L1::no_allocate.v4.f32 {b0, b1, b2, b3}, [%1];\n"
                 "fma.rn.f32 b0, %3, a0, b0;\n"
                 "fma.rn.f32 b1, %3, a1, b1;\n"
                 "fma.rn.f32 b2, %3, a2, b2;\n"
                 "fma.rn.f32 b3, %3, a3, b3;\n"
                 "st.global.cs.v4.f32 [%2], {b0, b1, b2, b3};\n"
                 "}" ::"l"(x + i),
                 "l"(y + i), "l"(z + i), "f"(alpha)
                 : "memory");
}
