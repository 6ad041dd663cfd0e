/*---
name: integer_arithmetic
summary: Divisions, shifts beyond the width, bit fields, byte permutations and products of 64 bits.
dims: { N: 64 }
inputs:
  x: { type: i32, shape: [N], fill: { integers: [-1000, 1000] } }
outputs:
  y: { type: i64, shape: [N] }
launch:
  - { kernel: run, grid: [1], block: [N], args: [x, y] }
---*/
extern "C" __global__ void run(const int* x, long long* y) {
    int t = threadIdx.x, v = x[t], d = (v & 7) + 1;
    unsigned u = (unsigned)v;
    long long w = (long long)v * 1000003LL;
    unsigned bits = __popc(u) + __clz(v) + __ffs(v) + __brev(u) % 97 + __byte_perm(u, ~u, 0x2536) % 89;
    int funnel = (int)__funnelshift_l(u, ~u, t), dot = __dp4a(v, 0x01020304, 5);
    y[t] = w / d + w % d + (v / d) * (v % d) + (u / 7u) % 13u + bits + funnel % 101 + dot + __mulhi(v, 1 << 20) +
           __vadd4(u, 0x7f7f7f7fu) % 83 + __sad(v, d, 3u) + (long long)__umul64hi(w, 1ULL << 40) + (w >> (t & 63));
}
