/*---
launch:
  - { kernel: sort, grid: [M], block: ["N / 2"], shared: "4 * N", args: [x, y, N] }
---*/
extern "C" __global__ void sort(const int* x, int* y, int N) {
    extern __shared__ int s[];
    int t = threadIdx.x;
    size_t row = (size_t)blockIdx.x * N;
    for (int i = t; i < N; i += blockDim.x) s[i] = x[row + i];
    for (int size = 2; size <= N; size *= 2)
        for (int stride = size / 2; stride > 0; stride /= 2) {
            __syncthreads();
            int low = 2 * t - (t & (stride - 1)), high = low + stride;
            bool ascending = (low & size) == 0;
            int a = s[low], b = s[high];
            if ((a > b) == ascending) {
                s[low] = b;
                s[high] = a;
            }
        }
    __syncthreads();
    for (int i = t; i < N; i += blockDim.x) y[row + i] = s[i];
}
