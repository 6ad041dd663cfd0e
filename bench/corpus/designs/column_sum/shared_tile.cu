/*---
launch:
  - { kernel: column_sum_tile, grid: ["ceildiv(N, 32)"], block: [32, {{ROWS}}], args: [x, y, M, N] }
---*/
/*=== design
summary: Several rows of threads over one strip of columns, whose sums meet in shared memory.
variants:
  - { ROWS: 8 }
  - { ROWS: 16 }
  - { ROWS: 32 }
  - { ROWS: 4 }
wrong:
  - { why: The first row of threads counts twice., change: "int r = 1; r < {{ROWS}}", to: "int r = 0; r < {{ROWS}}" }
uncompilable:
  - { why: A bracket too many., change: "__syncthreads();", to: "__syncthreads());" }
faulty:
  - why: Columns past the last are not left out.
    change: "if (threadIdx.y == 0 && column < N)"
    to: "if (threadIdx.y == 0)"
===*/
extern "C" __global__ void column_sum_tile(const float* x, float* y, int M, int N) {
    __shared__ float partial[{{ROWS}}][33];
    int column = blockIdx.x * 32 + threadIdx.x;
    float sum = 0.0f;
    if (column < N)
        for (int row = threadIdx.y; row < M; row += {{ROWS}}) sum += x[(size_t)row * N + column];
    partial[threadIdx.y][threadIdx.x] = sum;
    __syncthreads();
    if (threadIdx.y == 0 && column < N) {
        for (int r = 1; r < {{ROWS}}; r++) sum += partial[r][threadIdx.x];
        y[column] = sum;
    }
}
