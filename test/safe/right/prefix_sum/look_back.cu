/*---
workspace:
  # Of each tile: 0 not yet, or its number of state in the upper half and a sum in the lower.
  states: { type: i64, shape: ["ceildiv(N, 1024)"], fill: { constant: 0 } }
  ticket: { type: i32, shape: [1], fill: { constant: 0 } }
launch:
  - { kernel: scan, grid: ["ceildiv(N, 1024)"], block: [256], args: [x, y, states, ticket, N] }
---*/
// One pass with decoupled look-back: a tile publishes its own sum, adds up what the tiles before it have published, and
// publishes the total. Tiles are numbered in the order in which their blocks start, so nobody waits for one not begun.
constexpr unsigned long long OWN = 1ULL << 32, TOTAL = 2ULL << 32;

__device__ unsigned long long acquire(const unsigned long long* p) {
    unsigned long long v;
    asm volatile("ld.acquire.gpu.global.u64 %0, [%1];" : "=l"(v) : "l"(p) : "memory");
    return v;
}

__device__ void release(unsigned long long* p, unsigned long long v) {
    asm volatile("st.release.gpu.global.u64 [%0], %1;" ::"l"(p), "l"(v) : "memory");
}

extern "C" __global__ void scan(const int* x, int* y, unsigned long long* states, int* ticket, int N) {
    __shared__ int warps[8];
    __shared__ int tile, before;
    int t = threadIdx.x, lane = t % 32;
    if (t == 0) tile = atomicAdd(ticket, 1);
    __syncthreads();
    int first = tile * 1024 + t * 4, v[4];
    for (int k = 0; k < 4; k++) v[k] = first + k < N ? x[first + k] : 0;
    for (int k = 1; k < 4; k++) v[k] += v[k - 1];
    int sum = v[3];
    for (int offset = 1; offset < 32; offset *= 2) {
        int other = __shfl_up_sync(0xffffffffu, sum, offset);
        if (lane >= offset) sum += other;
    }
    if (lane == 31) warps[t / 32] = sum;
    __syncthreads();
    int preceding = sum - v[3];
    for (int k = 0; k < t / 32; k++) preceding += warps[k];
    if (t == 0) {
        int own = 0;
        for (int k = 0; k < 8; k++) own += warps[k];
        release(&states[tile], (tile == 0 ? TOTAL : OWN) | (unsigned)own);
        int sum_before = 0;
        for (int k = tile - 1; k >= 0; k--) {
            unsigned long long state;
            while ((state = acquire(&states[k])) == 0) {
            }
            sum_before += (int)(unsigned)state;
            if (state & TOTAL) break;
        }
        if (tile > 0) release(&states[tile], TOTAL | (unsigned)(sum_before + own));
        before = sum_before;
    }
    __syncthreads();
    for (int k = 0; k < 4; k++)
        if (first + k < N) y[first + k] = before + preceding + v[k];
}
