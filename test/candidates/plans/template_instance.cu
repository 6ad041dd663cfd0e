/*---
launch:
  - { kernel: "axpy<4, float>", grid: ["ceildiv(N, 4 * 256)"], block: [256], args: [1.0, a, b, c, N] }
---*/
// Solves vector_add with an instance of a template, two of whose arguments and a number come from the plan.
template <int EACH, typename T>
__global__ void axpy(T alpha, const T* x, const T* y, T* z, int count) {
    int first = blockIdx.x * blockDim.x * EACH + threadIdx.x;
#pragma unroll
    for (int j = 0; j < EACH; j++) {
        int i = first + j * blockDim.x;
        if (i < count) z[i] = alpha * x[i] + y[i];
    }
}
