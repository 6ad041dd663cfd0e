/*---
name: out_of_bounds_param
summary: A structure passed by value has sixteen words and is read at an index of the data's, 16.
dims: { N: 32 }
inputs:
  x: { type: f32, shape: [N] }
  index: { type: i32, shape: [N], fill: { constant: 16 } }
outputs:
  y: { type: i64, shape: [N] }
tensorMaps:
  map_x: { tensor: x, box: [32] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [map_x, index, y] }
---*/
struct alignas(64) CUtensorMap {
    unsigned long long opaque[16];
};
extern "C" __global__ void run(const __grid_constant__ CUtensorMap map, const int* index, long long* y) {
    int t = threadIdx.x;
    y[t] = (long long)map.opaque[index[t]]; // expect: out-of-bounds parameter
}
