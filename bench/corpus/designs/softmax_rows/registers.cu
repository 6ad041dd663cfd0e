/*---
dims: { N: { multipleOf: 4, from: 4, to: {{MOST}} } }
launch:
  - { kernel: "softmax_registers<{{THREADS}}, {{VECTORS}}>", grid: [M], block: [{{THREADS}}], args: [x, y, "N / 4"] }
---*/
/*=== design
summary: A row stays in registers, four elements at once, with shuffles inside warps and shared memory between them.
variants:
  - { THREADS: 128, VECTORS: 2, MOST: 1024 }
  - { THREADS: 256, VECTORS: 1, MOST: 1024 }
  - { THREADS: 64, VECTORS: 5, MOST: 1280 }
  - { THREADS: 256, VECTORS: 2, MOST: 2048 }
wrong:
  - { why: Only the first warp's sum counts., change: "value = scratch[threadIdx.x % WARPS];", to: "value = scratch[0];" }
faulty:
  - { why: Vectors past the row's end are written., change: "if (i < vectors) out[i] =", to: "out[i] =" }
  - { why: The result goes where the input was., change: "float4* out = (float4*)y +", to: "float4* out = (float4*)x +" }
===*/
template <int THREADS, bool MAXIMUM>
__device__ float over_block(float value, float* scratch) {
    constexpr int WARPS = THREADS / 32;
    auto combine = [](float a, float b) { return MAXIMUM ? fmaxf(a, b) : a + b; };
    for (int offset = 16; offset > 0; offset /= 2) value = combine(value, __shfl_xor_sync(~0u, value, offset));
    if (threadIdx.x % 32 == 0) scratch[threadIdx.x / 32] = value;
    __syncthreads();
    value = scratch[threadIdx.x % WARPS];
    for (int offset = WARPS / 2; offset > 0; offset /= 2) value = combine(value, __shfl_xor_sync(~0u, value, offset));
    return value;
}

template <int THREADS, int VECTORS>
__global__ void __launch_bounds__(THREADS) softmax_registers(const float* x, float* y, int vectors) {
    __shared__ float maxima[THREADS / 32], sums[THREADS / 32];
    const float4* in = (const float4*)x + (size_t)blockIdx.x * vectors;
    float4* out = (float4*)y + (size_t)blockIdx.x * vectors;
    float4 v[VECTORS];
    float largest = -3.0e38f, sum = 0.0f;
#pragma unroll
    for (int k = 0; k < VECTORS; k++) {
        int i = threadIdx.x + k * THREADS;
        v[k] = i < vectors ? in[i] : make_float4(-3.0e38f, -3.0e38f, -3.0e38f, -3.0e38f);
        largest = fmaxf(largest, fmaxf(fmaxf(v[k].x, v[k].y), fmaxf(v[k].z, v[k].w)));
    }
    largest = over_block<THREADS, true>(largest, maxima);
#pragma unroll
    for (int k = 0; k < VECTORS; k++) {
        v[k].x = __expf(v[k].x - largest);
        v[k].y = __expf(v[k].y - largest);
        v[k].z = __expf(v[k].z - largest);
        v[k].w = __expf(v[k].w - largest);
        if ((int)threadIdx.x + k * THREADS < vectors) sum += v[k].x + v[k].y + v[k].z + v[k].w;
    }
    float scale = 1.0f / over_block<THREADS, false>(sum, sums);
#pragma unroll
    for (int k = 0; k < VECTORS; k++) {
        int i = threadIdx.x + k * THREADS;
        if (i < vectors) out[i] = make_float4(v[k].x * scale, v[k].y * scale, v[k].z * scale, v[k].w * scale);
    }
}
