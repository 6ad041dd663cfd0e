/*---
workspace:
  sums: { type: i32, shape: ["ceildiv(N, 512)"] }
launch:
  - { kernel: scan, grid: ["ceildiv(N, 512)"], block: [512], args: [x, y, sums, N] }
  - { kernel: scan_sums, grid: [1], block: [512], args: [sums, "ceildiv(N, 512)"] }
  - { kernel: add, grid: ["ceildiv(N, 512)"], block: [512], args: [y, sums, N] }
---*/
// Two buffers in shared memory, exchanged after every step.
__device__ int scan_block(int v, int (&s)[2][512]) {
    int t = threadIdx.x, from = 0;
    s[0][t] = v;
    __syncthreads();
    for (int offset = 1; offset < 512; offset *= 2, from ^= 1) {
        s[from ^ 1][t] = s[from][t] + (t >= offset ? s[from][t - offset] : 0);
        __syncthreads();
    }
    return s[from][t];
}

extern "C" __global__ void scan(const int* x, int* y, int* sums, int N) {
    __shared__ int s[2][512];
    int i = blockIdx.x * 512 + threadIdx.x;
    int sum = scan_block(i < N ? x[i] : 0, s);
    if (i < N) y[i] = sum;
    if (threadIdx.x == 511) sums[blockIdx.x] = sum;
}

extern "C" __global__ void scan_sums(int* sums, int count) {
    __shared__ int s[2][512];
    __shared__ int last;
    int before = 0;
    for (int first = 0; first < count; first += 512) {
        int i = first + threadIdx.x;
        int sum = scan_block(i < count ? sums[i] : 0, s) + before;
        if (i < count) sums[i] = sum;
        if (threadIdx.x == 511) last = sum;
        __syncthreads();
        before = last;
        __syncthreads();
    }
}

extern "C" __global__ void add(int* y, const int* sums, int N) {
    int i = blockIdx.x * 512 + threadIdx.x;
    if (blockIdx.x > 0 && i < N) y[i] += sums[blockIdx.x - 1];
}
