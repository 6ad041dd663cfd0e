/*---
dims: { M: multiple of 4, N: multiple of 4 }
launch:
  - { kernel: transpose_vectors, grid: ["ceildiv(N, 4 * {{X}})", "ceildiv(M, 4 * {{Y}})"], block: [{{X}}, {{Y}}], args: [x, y, M, N] }
---*/
/*=== design
summary: Four by four elements a thread, turned in registers.
variants:
  - { X: 8, Y: 8 }
  - { X: 8, Y: 16 }
  - { X: 16, Y: 16 }
  - { X: 4, Y: 32 }
wrong:
  - { why: Two of four elements are swapped., change: "r[0].z, r[1].z, r[2].z, r[3].z", to: "r[0].z, r[2].z, r[1].z, r[3].z" }
uncompilable:
  - { why: A component that there is not., change: "r[3].w)", to: "r[3].v)" }
faulty:
  - why: Rows of the output are written from their second element on.
    change: "float* to = y + (size_t)n * M + m;"
    to: "float* to = y + (size_t)n * M + m + 1;"
===*/
extern "C" __global__ void transpose_vectors(const float* x, float* y, int M, int N) {
    int n = (blockIdx.x * {{X}} + threadIdx.x) * 4;
    int m = (blockIdx.y * {{Y}} + threadIdx.y) * 4;
    if (n >= N || m >= M) return;
    float4 r[4];
#pragma unroll
    for (int k = 0; k < 4; k++) r[k] = *(const float4*)(x + (size_t)(m + k) * N + n);
    float* to = y + (size_t)n * M + m;
    *(float4*)to = make_float4(r[0].x, r[1].x, r[2].x, r[3].x);
    *(float4*)(to + M) = make_float4(r[0].y, r[1].y, r[2].y, r[3].y);
    *(float4*)(to + 2 * M) = make_float4(r[0].z, r[1].z, r[2].z, r[3].z);
    *(float4*)(to + 3 * M) = make_float4(r[0].w, r[1].w, r[2].w, r[3].w);
}
