/*---
launch:
  - { kernel: sort, grid: [M], block: ["min(N, 512)"], shared: "8 * N", args: [x, y, N] }
---*/
// Merges runs of doubled length: each element finds its place in the other run by binary search.
extern "C" __global__ void sort(const int* x, int* y, int N) {
    extern __shared__ int buffers[];
    int* from = buffers;
    int* to = buffers + N;
    size_t row = (size_t)blockIdx.x * N;
    for (int i = threadIdx.x; i < N; i += blockDim.x) from[i] = x[row + i];
    for (int run = 1; run < N; run *= 2) {
        __syncthreads();
        for (int i = threadIdx.x; i < N; i += blockDim.x) {
            int own = i / run, other = own ^ 1, value = from[i];
            int low = other * run, high = low + run;
            bool first = own < other;
            while (low < high) {
                int middle = (low + high) / 2;
                bool before = first ? from[middle] < value : from[middle] <= value;
                low = before ? middle + 1 : low;
                high = before ? high : middle;
            }
            to[min(own, other) * run + i % run + low - other * run] = value;
        }
        int* swap = from;
        from = to;
        to = swap;
    }
    __syncthreads();
    for (int i = threadIdx.x; i < N; i += blockDim.x) y[row + i] = from[i];
}
