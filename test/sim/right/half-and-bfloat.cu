/*---
name: half_and_bfloat
summary: Halves, bfloats and 8-bit floats, converted and computed with.
dims: { N: 64 }
inputs:
  x: { type: f16, shape: [N] }
  b: { type: bf16, shape: [N] }
outputs:
  y: { type: bf16, shape: [N] }
  z: { type: f16, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, b, y, z] }
---*/
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>
extern "C" __global__ void run(const __half* x, const __nv_bfloat16* b, __nv_bfloat16* y, __half* z) {
    int t = threadIdx.x;
    __half h = __hfma(x[t], x[63 - t], __float2half(0.5f));
    __nv_bfloat16 v = __hmul(b[t], __float2bfloat16(__half2float(h)));
    __nv_fp8_e4m3 small(__half2float(h));
    y[t] = __hmax(v, b[63 - t]);
    z[t] = __hadd(hexp(__hneg(__habs(h))), __float2half((float)small));
}
