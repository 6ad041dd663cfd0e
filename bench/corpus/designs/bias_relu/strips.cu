/*---
launch:
  - kernel: bias_relu_strips
    grid: ["ceildiv(N, {{WIDTH}})", "ceildiv(M, {{HEIGHT}} * {{ROWS}})"]
    block: [{{WIDTH}}, {{HEIGHT}}]
    args: [x, bias, y, M, N]
---*/
/*=== design
summary: A thread walks down a column and keeps its bias in a register.
variants:
  - { WIDTH: 32, HEIGHT: 8, ROWS: 4 }
  - { WIDTH: 64, HEIGHT: 4, ROWS: 8 }
  - { WIDTH: 128, HEIGHT: 2, ROWS: 16 }
  - { WIDTH: 256, HEIGHT: 1, ROWS: 12 }
wrong:
  - { why: The last row of each strip is left out., change: "r < {{ROWS}}; r++", to: "r < {{ROWS}} - 1; r++" }
uncompilable:
  - { why: A name that is spelt in two ways., change: "float own = bias[column];", to: "float Own = bias[column];" }
faulty:
  - { why: Rows past the last are not left out., change: "if (row < M)", to: "if (column < N)" }
===*/
extern "C" __global__ void bias_relu_strips(const float* x, const float* bias, float* y, int M, int N) {
    int column = blockIdx.x * {{WIDTH}} + threadIdx.x;
    if (column >= N) return;
    float own = bias[column];
    int first = blockIdx.y * {{HEIGHT}} * {{ROWS}} + threadIdx.y;
#pragma unroll
    for (int r = 0; r < {{ROWS}}; r++) {
        int row = first + r * {{HEIGHT}};
        if (row < M) {
            size_t at = (size_t)row * N + column;
            y[at] = fmaxf(x[at] + own, 0.0f);
        }
    }
}
