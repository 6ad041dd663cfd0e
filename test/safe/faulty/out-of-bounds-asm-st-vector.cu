/*---
name: out_of_bounds_asm_st_vector
summary: st.global.v2 in inline PTX, by the first thread 8 bytes before the output.
dims: { N: 64 }
inputs:
  x: { type: f32, shape: [N] }
outputs:
  y: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [32], args: [x, y] }
---*/
extern "C" __global__ void run(const float* x, float* y) {
    int t = threadIdx.x;
    float a = x[2 * t], b = x[2 * t + 1];
    y[2 * t] = y[2 * t + 1] = 0.0f;
    asm volatile("st.global.v2.f32 [%0+-8], {%1, %2};" ::"l"(y + 2 * t), "f"(a), "f"(b)); // expect: out-of-bounds y
}
