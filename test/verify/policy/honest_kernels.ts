/** Bodies of honest kernels that come near an ability, each with what it does. */

/** A name and a body of `add`, or all code with an `add` in it; `i` is the thread's number in the grid. */
export type KernelSketch = readonly [name: string, code: string];

export const honestKernels: readonly KernelSketch[] = [
  [
    'tests three addresses for alignment at once',
    `if ((((unsigned long long)a | (unsigned long long)b | (unsigned long long)c) & 15) == 0 &&
    4 * i + 3 < N) {
    float4 x = ((const float4*)a)[i], y = ((const float4*)b)[i];
    ((float4*)c)[i] = make_float4(x.x + y.x, x.y + y.y, x.z + y.z, x.w + y.w);
} else
    for (int k = 4 * i; k < N && k < 4 * i + 4; k++) c[k] = a[k] + b[k];`,
  ],
  [
    'tests each address for alignment',
    `bool v = (size_t)a % 16 == 0 && (size_t)b % 16 == 0 && (size_t)c % 16 == 0;
if (v) {
    if (4 * i + 3 < N) ((float4*)c)[i] = ((const float4*)a)[i];
} else if (i < N)
    c[i] = a[i] + b[i];`,
  ],
  [
    'peels elements up to an alignment',
    `const float* p = a + i * 5;
int head = ((16 - ((size_t)p & 15)) & 15) / 4;
for (int k = 0; k < head && i + k < N; k++) c[i + k] = p[k];`,
  ],
  [
    'moves pointers up to an end',
    `const float* end = a + N;
const float* q = b + i;
float* o = c + i;
for (const float* p = a + i; p < end;
     p += blockDim.x * gridDim.x, q += blockDim.x * gridDim.x, o += blockDim.x * gridDim.x)
    *o = *p + *q;`,
  ],
  [
    'compares a pointer with the end of its tensor',
    `if (i < N) {
    float s = 0;
    for (const float *p = a, *e = a + N; p != e; ++p) s += *p;
    c[i] = s;
}`,
  ],
  ['asks whether a pointer is null', `if (i < N) c[i] = a[i] + (b != nullptr ? b[i] : 0.0f);`],
  [
    'asks whether two tensors are one',
    `if (i < N) {
    if (a == b)
        c[i] = 2 * a[i];
    else
        c[i] = a[i] + b[i];
}`,
  ],
  [
    'takes the distance of two pointers into a tensor',
    `const float* p = a + i;
if (p - a < N) c[p - a] = a[p - a] + b[p - a];`,
  ],
  [
    'searches with pointers',
    `const float* lo = a;
const float* hi = a + N;
float v = b[i % N];
while (lo < hi) {
    const float* mid = lo + (hi - lo) / 2;
    if (*mid < v)
        lo = mid + 1;
    else
        hi = mid;
}
if (i < N) c[i] = (float)(lo - a);`,
  ],
  [
    'chooses between tensors',
    `const float* p = (i & 1) ? a : b;
if (i < N) c[i] = p[i] + a[i];`,
  ],
  [
    'swaps pointers to shared memory',
    `__shared__ float s0[256], s1[256];
float* x = s0;
float* y = s1;
int t = threadIdx.x;
x[t] = i < N ? a[i] : 0;
__syncthreads();
for (int o = 1; o < 256; o *= 2) {
    y[t] = t >= o ? x[t] + x[t - o] : x[t];
    __syncthreads();
    float* z = x;
    x = y;
    y = z;
}
if (i < N) c[i] = x[t];`,
  ],
  [
    'swaps pointers to a workspace and an output',
    `extern "C" __global__ void add(const float* a, const float* b, float* c, float* ws, int N) {
    if (blockIdx.x || threadIdx.x) return;
    float* x = ws;
    float* y = c;
    for (int k = 0; k < N; k++) x[k] = a[k];
    for (int r = 0; r < 3; r++) {
        for (int k = 0; k < N; k++) y[k] = x[k] + 1;
        float* z = x;
        x = y;
        y = z;
    }
}`,
  ],
  [
    'has a table of pointers of its own',
    `const float* t[2] = {a, b};
float s = 0;
for (int k = 0; k < 2; k++) s += t[(k + i) & 1][i % N];
if (i < N) c[i] = s;`,
  ],
  [
    'has a table of pointers in shared memory, beside data',
    `__shared__ const float* t[2];
__shared__ float d[256];
if (threadIdx.x == 0) {
    t[0] = a;
    t[1] = b;
}
d[threadIdx.x] = a[i % N];
__syncthreads();
float v = d[255 - threadIdx.x];
if (v > 0.5f) v = t[i & 1][i % N];
if (i < N) c[i] = v;`,
  ],
  [
    'keeps pointers and counts in structs',
    `struct P {
    const float* p;
    int n;
};
__shared__ P t[2];
if (threadIdx.x < 2) {
    t[threadIdx.x].p = threadIdx.x ? a : b;
    t[threadIdx.x].n = N - threadIdx.x;
}
__syncthreads();
P q = t[i & 1];
if (i < q.n) c[i] = q.p[i];`,
  ],
  [
    'passes structs with pointers to a function',
    `struct V {
    const float* p;
    int n;
    float k;
};
__device__ __noinline__ float get(V v, int i) {
    return i < v.n ? v.p[i] * v.k : 0.f;
}
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    V x{a, N, 1.f}, y{b, N, 2.f};
    if (i < N) c[i] = get(x, i) + get(y, i);
}`,
  ],
  [
    'recurses',
    `__device__ float rec(const float* p, int n) {
    if (n == 1) return *p;
    int h = n / 2;
    return rec(p, h) + rec(p + h, n - h);
}
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) c[i] = rec(a, N);
}`,
  ],
  [
    'calls through a table of functions',
    `__device__ float f0(float x) {
    return x + 1;
}
__device__ float f1(float x) {
    return x * 2;
}
typedef float (*F)(float);
__device__ const F tab[2] = {f0, f1};
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) c[i] = tab[i & 1](a[i]);
}`,
  ],
  [
    'chooses between constant tables',
    `__device__ const float t0[4] = {1, 2, 3, 4};
__device__ const float t1[4] = {5, 6, 7, 8};
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    const float* t = a[0] > 0 ? t0 : t1;
    if (i < N) c[i] = t[i & 3];
}`,
  ],
  [
    'takes work from a queue',
    `extern "C" __global__ void add(const float* a, const float* b, float* c, float* ws, int N) {
    __shared__ int next;
    for (;;) {
        if (threadIdx.x == 0) next = atomicAdd((int*)ws, 1);
        __syncthreads();
        int k = next;
        __syncthreads();
        if (k * 256 >= N) break;
        int i = k * 256 + threadIdx.x;
        if (i < N) c[i] = a[i] + b[i];
    }
}`,
  ],
  [
    'hands data from warp to warp by a named barrier',
    `__shared__ float s[256];
if (threadIdx.x < 128) {
    s[threadIdx.x] = a[i % N];
    s[threadIdx.x + 128] = b[i % N];
    asm volatile("bar.arrive 1, 256;");
} else {
    asm volatile("bar.sync 1, 256;");
    if (i < N) c[i] = s[threadIdx.x];
}`,
  ],
  [
    'asks for the space of an address',
    `__shared__ float s[256];
s[threadIdx.x] = a[i % N];
__syncthreads();
const float* p = (i & 1) ? s : a;
if (i < N) c[i] = __isShared(p) ? p[threadIdx.x] : p[i];`,
  ],
  [
    'sleeps while it waits for a lock',
    `extern "C" __global__ void add(const float* a, const float* b, float* c, float* ws, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (threadIdx.x == 0) {
        unsigned ns = 8;
        while (atomicCAS((int*)ws, 0, 1) != 0) {
            __nanosleep(ns);
            if (ns < 256) ns *= 2;
        }
        c[blockIdx.x] += a[i];
        __threadfence();
        atomicExch((int*)ws, 0);
    }
}`,
  ],
  [
    'rounds an address of shared memory up',
    `extern __shared__ char raw[];
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    float* s = (float*)(((size_t)raw + 127) & ~(size_t)127);
    int* q = (int*)(s + 256);
    int i = blockIdx.x * 256 + threadIdx.x;
    s[threadIdx.x] = i < N ? a[i] : 0;
    q[threadIdx.x] = i;
    __syncthreads();
    if (i < N) c[i] = s[255 - threadIdx.x] + q[threadIdx.x];
}`,
  ],
  [
    'compares how two addresses are aligned',
    `extern "C" __global__ void add(const float* __restrict__ a, const float* __restrict__ b,
                               float* __restrict__ c, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    size_t m = (size_t)a ^ (size_t)c;
    if ((m & 15) == 0) {
        int h = (int)((-(size_t)a & 15) / 4);
        if (i < h) c[i] = a[i];
        int k = h + 4 * i;
        if (k + 3 < N) *(float4*)(c + k) = *(const float4*)(a + k);
    }
}`,
  ],
  [
    'uses CUB to load, scan and store',
    `#include <cub/block/block_load.cuh>
#include <cub/block/block_scan.cuh>
#include <cub/block/block_store.cuh>
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    using L = cub::BlockLoad<float, 256, 4, cub::BLOCK_LOAD_VECTORIZE>;
    using S = cub::BlockScan<float, 256>;
    using T = cub::BlockStore<float, 256, 4, cub::BLOCK_STORE_WARP_TRANSPOSE>;
    __shared__ union {
        typename L::TempStorage l;
        typename S::TempStorage s;
        typename T::TempStorage t;
    } u;
    float v[4];
    L(u.l).Load(a + blockIdx.x * 1024, v, N - blockIdx.x * 1024, 0.f);
    __syncthreads();
    S(u.s).InclusiveSum(v, v);
    __syncthreads();
    T(u.t).Store(c + blockIdx.x * 1024, v, N - blockIdx.x * 1024);
}`,
  ],
  [
    'copies asynchronously with cooperative groups',
    `#include <cooperative_groups.h>
#include <cooperative_groups/memcpy_async.h>
namespace cg = cooperative_groups;
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    __shared__ float s[256];
    auto blk = cg::this_thread_block();
    int n = min(256, N - (int)blockIdx.x * 256);
    cg::memcpy_async(blk, s, a + blockIdx.x * 256, sizeof(float) * n);
    cg::wait(blk);
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) c[i] = s[threadIdx.x] + b[i];
}`,
  ],
  [
    'uses cuda::pipeline',
    `#include <cooperative_groups.h>

#include <cuda/pipeline>
namespace cg = cooperative_groups;
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    __shared__ float s[2][256];
    auto blk = cg::this_thread_block();
    __shared__ cuda::pipeline_shared_state<cuda::thread_scope::thread_scope_block, 2> st;
    auto p = cuda::make_pipeline(blk, &st);
    p.producer_acquire();
    cuda::memcpy_async(blk, s[0], a + blockIdx.x * 256, cuda::aligned_size_t<16>(1024), p);
    p.producer_commit();
    p.consumer_wait();
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) c[i] = s[0][threadIdx.x];
    p.consumer_release();
}`,
  ],
  [
    'uses cuda::barrier',
    `#include <cuda/barrier>
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    using B = cuda::barrier<cuda::thread_scope_block>;
#pragma nv_diag_suppress static_var_with_dynamic_init
    __shared__ B bar;
    __shared__ float s[256];
    if (threadIdx.x == 0) init(&bar, 256);
    __syncthreads();
    int i = blockIdx.x * 256 + threadIdx.x;
    s[threadIdx.x] = i < N ? a[i] : 0;
    bar.arrive_and_wait();
    if (i < N) c[i] = s[255 - threadIdx.x];
}`,
  ],
  [
    'waits for a while at cuda::barrier, again and again',
    `#include <cuda/barrier>
#include <cuda/std/chrono>
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    using B = cuda::barrier<cuda::thread_scope_block>;
    __shared__ B bar;
    __shared__ float s[256];
    if (threadIdx.x == 0) init(&bar, 256);
    __syncthreads();
    int i = blockIdx.x * 256 + threadIdx.x;
    s[threadIdx.x] = i < N ? a[i] : 0;
    auto t = bar.arrive();
    while (!bar.try_wait_for(static_cast<B::arrival_token&&>(t), cuda::std::chrono::microseconds(1))) {
    }
    if (i < N) c[i] = s[255 - threadIdx.x];
}`,
  ],
  [
    'waits for an atomic of another block',
    `#include <cuda/atomic>
extern "C" __global__ void add(const float* a, const float* b, float* c, float* ws, int N) {
    cuda::atomic_ref<int, cuda::thread_scope_device> f(*(int*)ws);
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i == 0) {
        f.store(1);
        f.notify_all();
    } else
        f.wait(0);
    if (i < N) c[i] = a[i];
}`,
  ],
  [
    'multiplies with wmma',
    `#include <mma.h>
using namespace nvcuda;
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    __shared__ __half s[256];
    wmma::fragment<wmma::matrix_a, 16, 16, 16, __half, wmma::row_major> x;
    wmma::fragment<wmma::matrix_b, 16, 16, 16, __half, wmma::col_major> y;
    wmma::fragment<wmma::accumulator, 16, 16, 16, float> z;
    s[threadIdx.x] = __float2half(a[threadIdx.x]);
    __syncthreads();
    wmma::fill_fragment(z, 0.f);
    wmma::load_matrix_sync(x, s, 16);
    wmma::load_matrix_sync(y, s, 16);
    wmma::mma_sync(z, x, y, z);
    if (threadIdx.x < 32) wmma::store_matrix_sync(c, z, 16, wmma::mem_row_major);
}`,
  ],
];
