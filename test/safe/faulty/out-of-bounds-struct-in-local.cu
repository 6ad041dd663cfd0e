/*---
name: out_of_bounds_struct_in_local
summary: Structs of pointers in a local array, chosen by data; one of them is one element too far along.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
  which: { type: i32, shape: [N], fill: { integers: [0, 2] } }
outputs:
  y: { type: f32, shape: [N] }
  z: { type: f32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, which, y, z] }
---*/
struct Pair {
    const float* from;
    float* to;
};
extern "C" __global__ void run(const float* x, const int* which, float* y, float* z) {
    int t = threadIdx.x;
    z[t] = 0.0f;
    y[t] = 0.0f;
    Pair pairs[3] = {{x, y}, {x, z}, {x + 1, z}};
    Pair p = pairs[which[0] * 0 + (t == 31 ? 2 : which[t] % 2)];
    float v = p.from[t]; // expect: out-of-bounds x
    p.to[t] = v;
}
