/*---
dims: { N: multiple of 4 }
launch:
  - { kernel: layernorm_kept, grid: [M], block: [{{THREADS}}], shared: "4 * N", args: [x, weight, bias, y, "N / 4", eps] }
---*/
/*=== design
summary: The row is kept in shared memory as vectors of four, so that memory is read once.
variants:
  - { THREADS: 64 }
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 384 }
wrong:
  - { why: The mean divides by the count of vectors., change: "over_block(sum, partial) / (4 * vectors)", to: "over_block(sum, partial) / vectors" }
  - { why: The third component takes the fourth's weight., change: "v.z * scale * w.z", to: "v.z * scale * w.w" }
faulty:
  - { why: The vectors of a row are counted as elements., change: "((const float4*)x)[(size_t)blockIdx.x * vectors + i]", to: "((const float4*)x)[(size_t)blockIdx.x * vectors * 4 + i]" }
===*/
__device__ float over_block(float v, float* partial) {
    for (int offset = 16; offset > 0; offset /= 2) v += __shfl_down_sync(0xffffffffu, v, offset);
    if (threadIdx.x % 32 == 0) partial[threadIdx.x / 32] = v;
    __syncthreads();
    float sum = 0.0f;
#pragma unroll
    for (int w = 0; w < {{THREADS}} / 32; w++) sum += partial[w];
    return sum;
}

extern "C" __global__ void layernorm_kept(const float* x, const float4* weight, const float4* bias, float4* y, int vectors,
                                          float eps) {
    extern __shared__ float4 row[];
    __shared__ float partial[{{THREADS}} / 32], squared[{{THREADS}} / 32];
    float sum = 0.0f, squares = 0.0f;
    for (int i = threadIdx.x; i < vectors; i += {{THREADS}}) {
        float4 v = row[i] = ((const float4*)x)[(size_t)blockIdx.x * vectors + i];
        sum += v.x + v.y + v.z + v.w;
    }
    float mean = over_block(sum, partial) / (4 * vectors);
    for (int i = threadIdx.x; i < vectors; i += {{THREADS}}) {
        float4 v = row[i];
        v = make_float4(v.x - mean, v.y - mean, v.z - mean, v.w - mean);
        squares += v.x * v.x + v.y * v.y + v.z * v.z + v.w * v.w;
        row[i] = v;
    }
    float scale = rsqrtf(over_block(squares, squared) / (4 * vectors) + eps);
    for (int i = threadIdx.x; i < vectors; i += {{THREADS}}) {
        float4 v = row[i], w = weight[i], b = bias[i];
        y[(size_t)blockIdx.x * vectors + i] = make_float4(v.x * scale * w.x + b.x, v.y * scale * w.y + b.y,
                                                          v.z * scale * w.z + b.z, v.w * scale * w.w + b.w);
    }
}
