/*---
name: layernorm_vectors
summary: Layer normalisation of rows with vector loads and two reductions over one shared array.
dims: { M: 3, N: 128 }
inputs:
  x: { type: f32, shape: [M, N] }
  gain: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [M, N] }
launch:
  - { kernel: run, grid: [M], block: [32], args: [x, gain, y, N] }
---*/
extern "C" __global__ void run(const float* x, const float* gain, float* y, int N) {
    int t = threadIdx.x;
    float4 v = ((const float4*)(x + blockIdx.x * N))[t], g = ((const float4*)gain)[t];
    float sum = v.x + v.y + v.z + v.w;
    for (int offset = 16; offset > 0; offset /= 2) sum += __shfl_xor_sync(0xffffffff, sum, offset);
    float mean = sum / N;
    v = make_float4(v.x - mean, v.y - mean, v.z - mean, v.w - mean);
    float squares = v.x * v.x + v.y * v.y + v.z * v.z + v.w * v.w;
    for (int offset = 16; offset > 0; offset /= 2) squares += __shfl_xor_sync(0xffffffff, squares, offset);
    float scale = rsqrtf(squares / N + 1e-5f);
    float4 r = make_float4(v.x * scale * g.x, v.y * scale * g.y, v.z * scale * g.z, v.w * scale * g.w);
    ((float4*)(y + blockIdx.x * N))[t] = r;
}
