/*---
launch:
  - { kernel: cross_entropy_block, grid: [M], block: [{{THREADS}}], args: [x, label, loss, N] }
---*/
/*=== design
summary: A block a row with trees in shared memory.
variants:
  - { THREADS: 64 }
  - { THREADS: 128 }
  - { THREADS: 256 }
  - { THREADS: 512 }
wrong:
  - { why: The sum's tree leaves its last step out., change: "s > 0; s >>= 1) {\n        if (t < s) buffer[t] += buffer[t + s];", to: "s > 1; s >>= 1) {\n        if (t < s) buffer[t] += buffer[t + s];" }
  - { why: Only the row's first elements are summed., change: "for (int n = t; n < N; n += {{THREADS}}) sum += expf(in[n] - largest);", to: "if (t < N) sum = expf(in[t] - largest);" }
uncompilable:
  - { why: A pointer to constants becomes one to variables., change: "const float* in =", to: "float* in =" }
faulty:
  - { why: The label is one of another row far away., change: "in[label[blockIdx.x]]", to: "in[label[blockIdx.x + gridDim.x]]" }
===*/
extern "C" __global__ void cross_entropy_block(const float* x, const int* label, float* loss, int N) {
    __shared__ float buffer[{{THREADS}}];
    int t = threadIdx.x;
    const float* in = x + (size_t)blockIdx.x * N;
    float largest = -1.0e38f, sum = 0.0f;
    for (int n = t; n < N; n += {{THREADS}}) largest = fmaxf(largest, in[n]);
    buffer[t] = largest;
    __syncthreads();
    for (int s = {{THREADS}} / 2; s > 0; s >>= 1) {
        if (t < s) buffer[t] = fmaxf(buffer[t], buffer[t + s]);
        __syncthreads();
    }
    largest = buffer[0];
    __syncthreads();
    for (int n = t; n < N; n += {{THREADS}}) sum += expf(in[n] - largest);
    buffer[t] = sum;
    __syncthreads();
    for (int s = {{THREADS}} / 2; s > 0; s >>= 1) {
        if (t < s) buffer[t] += buffer[t + s];
        __syncthreads();
    }
    if (t == 0) loss[blockIdx.x] = logf(buffer[0]) + largest - in[label[blockIdx.x]];
}
