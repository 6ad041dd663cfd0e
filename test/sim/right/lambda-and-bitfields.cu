/*---
name: lambda_and_bitfields
summary: Lambdas with captures, bit fields in local memory and a structure passed by reference.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [0, 255] } }
outputs:
  y: { type: i32, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
struct Packed {
    unsigned low : 5, middle : 9, high : 18;
};
template <typename F>
__device__ void each(int count, F f) {
    for (int k = 0; k < count; k++) f(k);
}
__device__ __noinline__ void change(Packed& p, int by) {
    p.middle += by;
    p.low ^= p.middle;
}
extern "C" __global__ void run(const int* x, int* y) {
    int t = threadIdx.x, sum = 0;
    Packed p{(unsigned)x[t], (unsigned)t, 3};
    each(x[t] % 5, [&](int k) { change(p, k + 1); });
    each(3, [&, scale = t % 3](int k) { sum += scale * x[(t + k) % 64]; });
    y[t] = sum + p.low + p.middle * 2 + p.high;
}
