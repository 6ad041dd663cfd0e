/*---
launch:
  - { kernel: argmax_keys, grid: [M], block: [{{THREADS}}], args: [x, index, N] }
---*/
/*=== design
summary: Value and index in one 64-bit key, so that a maximum of keys is all there is to do.
variants:
  - { THREADS: 64 }
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 512 }
wrong:
  - { why: Negative numbers are ordered by their size., change: "bits & 0x80000000u ? ~bits : bits | 0x80000000u", to: "bits" }
uncompilable:
  - { why: A missing bracket at a function's end., change: "return (unsigned long long)ordered << 32 | ~(unsigned)n;\n}", to: "return (unsigned long long)ordered << 32 | ~(unsigned)n;" }
faulty:
  - { why: The result goes to a place by thread., change: "index[blockIdx.x] =", to: "index[blockIdx.x * {{THREADS}}] =" }
===*/
__device__ unsigned long long key_of(float v, int n) {
    unsigned bits = __float_as_uint(v + 0.0f);
    unsigned ordered = bits & 0x80000000u ? ~bits : bits | 0x80000000u;
    return (unsigned long long)ordered << 32 | ~(unsigned)n;
}

extern "C" __global__ void argmax_keys(const float* x, int* index, int N) {
    __shared__ unsigned long long largest;
    if (threadIdx.x == 0) largest = 0;
    __syncthreads();
    unsigned long long own = 0;
    for (int n = threadIdx.x; n < N; n += {{THREADS}}) own = max(own, key_of(x[(size_t)blockIdx.x * N + n], n));
    for (int offset = 16; offset > 0; offset /= 2) own = max(own, __shfl_xor_sync(0xffffffffu, own, offset));
    if (threadIdx.x % 32 == 0) atomicMax(&largest, own);
    __syncthreads();
    if (threadIdx.x == 0) index[blockIdx.x] = (int)~(unsigned)largest;
}
