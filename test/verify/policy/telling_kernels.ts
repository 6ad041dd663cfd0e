/** Kernels that can tell one run from another, each with the ability that it is refused for and what it does. */

/** A body of `add`, or all code with an `add` in it; `i` is the thread's number in the grid. */
export type TellingKernel = readonly [ability: string, name: string, code: string];

export const tellingKernels: readonly TellingKernel[] = [
  [
    'module-state',
    'counts launches in a variable of the module',
    `__device__ int n;
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    int k = atomicAdd(&n, 1);
    if (i < N) c[i] = k > 100 ? 0 : a[i] + b[i];
}`,
  ],
  [
    'module-state',
    'keeps a result in a static variable',
    `extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    static __device__ float keep[256];
    int i = blockIdx.x * 256 + threadIdx.x;
    float v = keep[threadIdx.x];
    if (v == 0) keep[threadIdx.x] = v = a[i % N];
    if (i < N) c[i] = v;
}`,
  ],
  [
    'module-state',
    'writes to one of two variables of the module',
    `__device__ float k0[4];
__device__ float k1[4];
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    float* p = a[0] > 0 ? k0 : k1;
    int i = threadIdx.x;
    if (p[i & 3] == 0) p[i & 3] = 1;
    c[i % N] = p[i & 3];
}`,
  ],
  [
    'module-state',
    'writes through a constant table of pointers',
    `__device__ float k0[4];
__device__ float* const tab[2] = {k0, k0 + 2};
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    float* p = tab[threadIdx.x & 1];
    if (*p == 0) *p = 1;
    c[threadIdx.x % N] = *p;
}`,
  ],
  [
    'module-state',
    'has a function write to a variable of the module',
    `__device__ float k0[4];
__device__ __noinline__ void put(float* p, float v) {
    *p = v;
}
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    float o = k0[0];
    put(k0, a[0]);
    put(c + threadIdx.x % N, o);
}`,
  ],
  [
    'module-state',
    'computes with the address of what it writes to',
    `__device__ float k0[4];
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    unsigned long long p = (unsigned long long)k0;
    p = (p * 3) / 3;
    float* q = (float*)p;
    float o = *q;
    *q = 1;
    c[threadIdx.x % N] = o;
}`,
  ],
  [
    'module-state',
    'finds the address of a variable of the module in memory',
    `__device__ float k0[4];
extern "C" __global__ void add(const float* a, const float* b, float* c, float* ws, int N) {
    ((float**)ws)[0] = k0;
    __syncthreads();
    float* p = ((float* volatile*)ws)[0];
    float o = *p;
    *p = 1;
    c[threadIdx.x % N] = o;
}`,
  ],
  [
    'clock',
    'lets the clock decide',
    `long long t = clock64();
if (i < N) c[i] = a[i] + b[i];
if ((t & 1) == 0 && i < N) c[i] = 0;`,
  ],
  [
    'clock',
    'counts how often it can look at the clock',
    `long long t = clock64();
int n = 0;
while (clock64() - t < 1000) n++;
if (i < N) c[i] = a[i] + (n > 5 ? 0 : b[i]);`,
  ],
  [
    'clock',
    'returns at some times',
    `if (clock() % 2) return;
if (i < N) c[i] = a[i];`,
  ],
  [
    'clock',
    'passes the clock on in shared memory',
    `__shared__ long long s;
if (threadIdx.x == 0) s = clock64();
__syncthreads();
if (i < N && (s & 1)) c[i] = a[i] + b[i];`,
  ],
  [
    'clock',
    'passes the clock on in a shuffle',
    `int t = __shfl_sync(~0u, (int)clock(), 0);
if (i < N) c[i] = t & 1 ? a[i] : b[i];`,
  ],
  [
    'clock',
    'keeps times in an array',
    `long long s[8];
for (int k = 0; k < 8; k++) s[k] = clock64();
if (i < N) c[i] = s[i & 7] & 1 ? a[i] : b[i];`,
  ],
  [
    'clock',
    'has a function look at the clock',
    `__device__ __noinline__ long long now() {
    return clock64();
}
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) c[i] = now() & 1 ? a[i] : b[i];
}`,
  ],
  [
    'clock',
    'calls a function at some times',
    `__device__ __noinline__ void put(float* p, float v) {
    *p = v;
}
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) {
        if (clock() & 1)
            put(c + i, a[i]);
        else
            put(c + i, b[i]);
    }
}`,
  ],
  ['clock', 'takes the clock for an index to read', `if (i < N) c[i] = a[clock() % N];`],
  ['clock', 'takes the clock for an index to write', `c[clock() % N] = 1;`],
  ['clock', 'adds the clock to an output', `atomicAdd((int*)c, (int)clock() & 1);`],
  [
    'clock',
    'takes the clock for a real number',
    `float f = __int_as_float((int)clock());
if (i < N) c[i] = f > 0 ? a[i] : b[i];`,
  ],
  [
    'clock',
    'guards a store by the clock',
    `asm volatile(
    "{ .reg .pred p; .reg .u32 t; mov.u32 t, %%clock; setp.lt.u32 p, t, 1000; @p st.global.f32 [%0], "
    "0f00000000; }" ::"l"(c));`,
  ],
  [
    'clock',
    'arrives at a barrier at some times',
    `__shared__ unsigned long long bar;
if (threadIdx.x == 0)
    asm volatile(
        "mbarrier.init.shared::cta.b64 [%0], 1;" ::"r"((unsigned)__cvta_generic_to_shared(&bar)));
__syncthreads();
if (clock() & 1)
    asm volatile("{.reg .b64 t; mbarrier.arrive.shared::cta.b64 t, [%0];}" ::"r"(
        (unsigned)__cvta_generic_to_shared(&bar)));
if (i < N) c[i] = a[i];`,
  ],
  [
    'clock',
    'looks at the timer',
    `unsigned t;
asm volatile("mov.u32 %0, %%globaltimer_hi;" : "=r"(t));
if (i < N) c[i] = t & 1 ? a[i] : b[i];`,
  ],
  [
    'special-register',
    'asks for its multiprocessor',
    `unsigned t;
asm volatile("mov.u32 %0, %%smid;" : "=r"(t));
if (i < N) c[i] = t ? a[i] : b[i];`,
  ],
  [
    'special-register',
    'asks for the number of its launch',
    `unsigned long long t;
asm volatile("mov.u64 %0, %%gridid;" : "=l"(t));
if (i < N) c[i] = t & 1 ? a[i] : b[i];`,
  ],
  [
    'special-register',
    'asks the driver',
    `unsigned t;
asm volatile("mov.u32 %0, %%envreg5;" : "=r"(t));
if (i < N) c[i] = t & 1 ? a[i] : b[i];`,
  ],
  [
    'special-register',
    'reads the memory of the grid barrier',
    `unsigned lo, hi;
asm volatile("mov.u32 %0, %%envreg2;" : "=r"(lo));
asm volatile("mov.u32 %0, %%envreg1;" : "=r"(hi));
unsigned* p = (unsigned*)((unsigned long long)hi << 32 | lo);
if (i < N) c[i] = p[1] & 0x80000000 ? a[i] : b[i];`,
  ],
  [
    'special-register',
    'asks whether it runs in a graph',
    `unsigned long long t;
asm volatile("mov.u64 %0, %%current_graph_exec;" : "=l"(t));
if (i < N) c[i] = t ? a[i] : b[i];`,
  ],
  [
    'special-register',
    'reads a performance counter',
    `unsigned t;
asm volatile("mov.u32 %0, %%pm0;" : "=r"(t));
if (i < N) c[i] = t ? a[i] : b[i];`,
  ],
  [
    'special-register',
    'switches over its place on the multiprocessor',
    `unsigned t;
asm volatile("mov.u32 %0, %%warpid;" : "=r"(t));
switch (t & 7) {
    case 0:
        c[0] = 1;
        break;
    case 1:
        c[0] = 5;
        break;
    case 2:
        c[1] = 3;
        break;
    case 3:
        c[2] = 9;
        break;
    case 4:
        c[7] = 8;
        break;
    case 5:
        c[4] = 4;
        break;
    default:
        c[9] = 3;
}`,
  ],
  ['address-bits', 'looks at a bit of an address', `if (i < N) c[i] = ((size_t)a >> 8) & 1 ? a[i] : b[i];`],
  ['address-bits', 'asks for more alignment than is promised', `if (i < N) c[i] = ((size_t)c & 255) ? a[i] : b[i];`],
  ['address-bits', 'hashes an address', `if (i < N) c[i] = (((size_t)c * 2654435761u) >> 20) & 1 ? a[i] : b[i];`],
  ['address-bits', 'takes the distance of two tensors', `if (i < N) c[i] = (a - b) & 64 ? a[i] : b[i];`],
  ['address-bits', 'asks which tensor comes first', `if (i < N) c[i] = a < b ? a[i] : b[i];`],
  [
    'address-bits',
    'looks at the lower half of an address',
    `if (i < N) c[i] = ((unsigned)(size_t)c >> 9) & 1 ? a[i] : b[i];`,
  ],
  ['address-bits', 'writes an address to its output', `if (i < N) c[i] = (float)(size_t)a;`],
  [
    'address-bits',
    'reads an address back as a number',
    `extern "C" __global__ void add(const float* a, const float* b, float* c, float* ws, int N) {
    ((const float**)ws)[0] = a;
    __syncthreads();
    unsigned v = ((volatile unsigned*)ws)[0];
    int i = threadIdx.x;
    c[i % N] = v & 4096 ? a[i % N] : b[i % N];
}`,
  ],
  [
    'address-bits',
    'reads an address back as a real number',
    `extern "C" __global__ void add(const float* a, const float* b, float* c, float* ws, int N) {
    ((const float**)ws)[0] = a;
    __syncthreads();
    float v = ((volatile float*)ws)[0];
    int i = threadIdx.x;
    c[i % N] = v > 1e-8f ? a[i % N] : b[i % N];
}`,
  ],
  [
    'address-bits',
    'reads an address back from shared memory',
    `__shared__ const float* s;
s = a;
__syncthreads();
unsigned v = ((volatile unsigned*)&s)[0];
if (i < N) c[i] = v & 4096 ? a[i] : b[i];`,
  ],
  [
    'address-bits',
    'has a function look at an address',
    `__device__ __noinline__ unsigned low(const void* p) {
    return (unsigned)(size_t)p;
}
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) c[i] = low(c) & 512 ? a[i] : b[i];
}`,
  ],
  [
    'address-bits',
    'looks at the address of a variable of the module',
    `__device__ const float t[4] = {1, 2, 3, 4};
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) c[i] = (size_t)t & 4096 ? a[i] : t[i & 3];
}`,
  ],
  ['address-bits', 'takes an address for an index', `if (i < N) c[i] = b[((size_t)a >> 9) % N];`],
  [
    'address-bits',
    'runs as many rounds as an address says',
    `float s = 0;
for (size_t k = 0; k < (((size_t)a >> 9) & 3); k++) s += a[k];
if (i < N) c[i] = s;`,
  ],
  [
    'address-bits',
    'looks at the address of a function',
    `__device__ __noinline__ float f(float x) {
    return x + 1;
}
extern "C" __global__ void add(const float* a, const float* b, float* c, int N) {
    float (*volatile p)(float) = f;
    int i = blockIdx.x * 256 + threadIdx.x;
    if (i < N) c[i] = (size_t)p & 256 ? a[i] : f(b[i]);
}`,
  ],
  [
    'dependent-launch',
    'lets dependents begin',
    'asm volatile("griddepcontrol.launch_dependents;");\nif (i < N) c[i] = a[i];',
  ],
  [
    'l2-persisting',
    'makes a policy that keeps lines',
    `unsigned long long pol;
asm("createpolicy.fractional.L2::evict_last.b64 %0, 1.0;" : "=l"(pol));
float v;
asm("ld.global.L2::cache_hint.f32 %0, [%1], %2;" : "=f"(v) : "l"(a + i % N), "l"(pol));
if (i < N) c[i] = v;`,
  ],
  [
    'l2-persisting',
    'writes out a policy that keeps lines',
    `unsigned long long pol = 0x14F0000000000000ull;
float v;
asm("ld.global.L2::cache_hint.f32 %0, [%1], %2;" : "=f"(v) : "l"(a + i % N), "l"(pol));
if (i < N) c[i] = v;`,
  ],
  [
    'uninitialised',
    'reads a register that nothing was written to',
    `unsigned r;
asm volatile("{ .reg .u32 t; mov.u32 %0, t; }" : "=r"(r));
if (i < N) c[i] = r & 1 ? a[i] : b[i];`,
  ],
  [
    'uninitialised',
    'reads shared memory before it writes there',
    `__shared__ volatile float s[256];
float v = s[threadIdx.x];
if (i < N) c[i] = v == 1 ? 0 : a[i];
__syncthreads();
s[threadIdx.x] = 1;`,
  ],
  [
    'uninitialised',
    'reads shared memory that it never writes',
    `__shared__ volatile float s[256];
__syncthreads();
if (i < N) c[i] = s[threadIdx.x] + a[i];`,
  ],
];
